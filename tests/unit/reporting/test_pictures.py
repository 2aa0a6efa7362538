import io

import numpy as np
import pytest
from PIL import Image

from gan_augmentation.reporting import pictures


def noise(*shape):
    return np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32)


@pytest.fixture
def snapshots():
    """A training that grows from 4x1 to 16x4: two classes, three columns."""
    return [(0, noise(2, 3, 4, 1)), (1500, noise(2, 3, 8, 2)), (24_000, noise(2, 3, 16, 4))]


def test_a_spectrogram_has_a_pixel_for_each_value_and_low_frequencies_at_the_bottom():
    image = np.full((8, 4), -1, np.float32)
    image[0] = 1
    picture = Image.open(io.BytesIO(pictures.image_png(image, "sounds")))
    assert picture.size == (4, 8)
    levels = np.asarray(picture)
    assert (levels[-1] == 255).all()
    assert (levels[:-1] == 0).all()


def test_values_beyond_the_range_are_clipped():
    picture = Image.open(io.BytesIO(pictures.image_png(np.array([[-3.0, 3.0]], np.float32), "sounds")))
    assert np.asarray(picture).tolist() == [[0, 255]]


def test_a_strip_shows_images_in_a_row_between_two_words():
    left, right = pictures.strip_figure(noise(3, 8, 4), "yes", "no", "sounds").axes
    assert (left.get_ylabel(), right.get_ylabel()) == ("yes", "no")
    assert left.images[0].get_array().shape == (8, 3 * 4 + 2 * 2)


def test_the_progression_has_a_row_for_each_class_and_a_column_for_each_snapshot(snapshots):
    rows = pictures.progression_figure(snapshots, ["yes", "no"], "sounds").axes
    assert [axes.get_ylabel() for axes in rows] == ["yes", "no"]
    assert [tick.get_text() for tick in rows[0].get_xticklabels()] == ["0", "2k", "24k"]
    assert rows[0].images[0].get_array().shape == (16, 3 * 4 + 2 * 2)


def test_a_progression_of_the_first_classes_alone_takes_the_first_labels(snapshots):
    rows = pictures.progression_figure(snapshots, ["yes", "no", "up"], "sounds").axes
    assert [axes.get_ylabel() for axes in rows] == ["yes", "no"]


def test_a_small_picture_is_enlarged_by_repeating_its_pixels(snapshots):
    first = (
        pictures.progression_figure(snapshots, ["yes", "no"], "sounds")
        .axes[0]
        .images[0]
        .get_array()[::-1, :4]
    )
    np.testing.assert_array_equal(first, np.kron(snapshots[0][1][0, 0], np.ones((4, 4))))


def test_a_model_that_has_grown_earlier_stands_with_the_others():
    ones = {size: np.ones((1, 2, size, size), np.float32) for size in (4, 8)}
    joined = pictures.joined_snapshots(
        {("a", 1): ones[4], ("a", 2): ones[8], ("b", 1): ones[4], ("b", 3): ones[4]}
    )
    assert [(images, samples.shape) for images, samples in joined] == [(1, (2, 2, 4, 4)), (3, (2, 2, 8, 8))]


def test_the_gif_has_a_frame_for_each_snapshot_and_goes_on_for_ever(snapshots):
    gif = Image.open(io.BytesIO(pictures.progression_gif(snapshots, "sounds")))
    assert gif.n_frames == 3
    assert gif.info["loop"] == 0


def test_the_grid_shows_real_clips_above_synthetic_ones():
    real, synthetic = [noise(5, 16, 4)] * 2, [-noise(5, 16, 4)] * 2
    rows = pictures.grid_figure(real, synthetic, ["yes", "no"], "sounds").axes
    assert [axes.get_ylabel() for axes in rows] == ["yes", "synthetic", "no", "synthetic"]
    shown = [axes.images[0].get_array()[::-1, :4] for axes in rows]
    np.testing.assert_array_equal(shown[0], real[0][0])
    np.testing.assert_array_equal(shown[1], synthetic[0][0])


def test_a_class_without_a_synthetic_clip_has_a_row_that_says_so():
    images = np.zeros((2, 8, 4), np.float32)
    drawn = pictures.grid_figure([images, images], [images, images[:0]], ["a", "b"], "sounds")
    assert [text.get_text() for axes in drawn.axes for text in axes.texts] == ["none"]


def test_a_picture_is_upright_and_grey():
    image = np.full((8, 8), -1, np.float32)
    image[0] = 1
    picture = Image.open(io.BytesIO(pictures.image_png(image, "pictures")))
    assert (np.asarray(picture)[0] == 255).all()
    colours = np.asarray(picture.convert("RGB"))
    assert (colours == colours[..., :1]).all()
    shown = pictures.grid_figure([image[None]], [image[None]], ["shoe"], "pictures").axes[0].images[0]
    np.testing.assert_array_equal(shown.get_array(), image)
    assert shown.get_cmap().name == "gray"


def test_the_samples_of_pictures_keep_their_proportions(snapshots):
    square = [(images, noise(2, 3, 8, 8)) for images, _ in snapshots]
    frame = pictures.snapshot_picture(square[0][1], "pictures")
    assert frame.shape[1] == 2 * (2 * 8 + 2)
    axes = pictures.progression_figure(square, ["yes", "no"], "pictures").axes[0]
    assert axes.get_aspect() == 1
