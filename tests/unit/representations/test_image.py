"""Pictures to values and back."""

import numpy as np
import pytest

from gan_augmentation.representations.image import Image

PICTURES = np.random.default_rng(0).integers(0, 256, (40, 28, 28), dtype=np.uint8)


def test_pictures_come_back_pixel_for_pixel():
    image = Image()
    values = image.encode(PICTURES)
    assert values.shape == (40, *image.shape) == (40, 1, 28, 28)
    assert values.dtype == np.float32
    decoded = image.decode(values, seed=0)
    assert decoded.dtype == np.uint8
    np.testing.assert_array_equal(decoded, PICTURES)


@pytest.mark.parametrize("pictures", [PICTURES, PICTURES // 2])
def test_scaling_is_undone_to_the_pixel(pictures):
    image = Image()
    scaling = image.fit_scaling(image.encode(pictures))
    images = scaling.scale(image.encode(pictures))
    assert (images.min(), images.max()) == (-1, 1)
    np.testing.assert_array_equal(image.decode(scaling.unscale(images), seed=0), pictures)


def test_values_are_rounded_and_cut_to_pixels():
    values = np.array([[-3.0, 0.4], [254.6, 300.0]], dtype=np.float32)[None, None]
    np.testing.assert_array_equal(Image(height=2, width=2).decode(values, seed=0)[0], [[0, 0], [255, 255]])


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"\(N, 28, 28\), found \(1, 28, 27\)"):
        Image().encode(np.zeros((1, 28, 27), np.uint8))
    with pytest.raises(ValueError, match=r"\(N, 1, 28, 28\), found \(1, 3, 28, 28\)"):
        Image().decode(np.zeros((1, 3, 28, 28), np.float32), seed=0)
