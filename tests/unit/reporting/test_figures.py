import numpy as np
import pandas as pd

from gan_augmentation.reporting import figures


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_a_confusion_matrix_is_shown_in_percent_of_the_true_class():
    classes = ["yes", "no"]
    matrix = pd.DataFrame([[3, 1], [0, 8]], index=classes, columns=classes)
    (axes,) = figures.confusion_figure(matrix, arm="gan", title="gan").axes
    assert texts(axes) == ["75", "25", "100"]


def test_a_class_without_test_clips_leaves_its_row_of_the_confusion_empty():
    matrix = pd.DataFrame([[3, 1], [0, 0]], index=["yes", "no"], columns=["yes", "no"])
    (axes,) = figures.confusion_figure(matrix, arm="gan", title="gan").axes
    assert texts(axes) == ["75", "25"]


def test_gan_curves_have_a_panel_for_each_thing_reported():
    history = pd.DataFrame(
        {
            "model": "all",
            "images": [1000, 2000, 3000],
            "generator_loss": [3.0, 2.0, 1.0],
            "discriminator_loss": [1.0, 1.0, 1.0],
            "real_logit": [np.nan, 0.5, np.nan],
            "fake_logit": [0.1, 0.2, 0.3],
        }
    )
    losses, logits = figures.gan_curves_figure(history).axes
    assert [line.get_label() for line in losses.lines] == ["generator loss", "discriminator loss"]
    assert list(losses.lines[0].get_xdata()) == [1, 2, 3]
    assert list(logits.lines[0].get_ydata()) == [0.5]


def test_a_training_whose_reports_are_gone_is_drawn_as_a_note():
    figure = figures.gan_curves_figure(pd.DataFrame())
    assert [text.get_text() for text in figure.texts] == [figures.NO_REPORTS]


def test_gan_curves_draw_each_model_by_itself():
    history = pd.DataFrame(
        {
            "model": ["a", "a", "b", "b"],
            "images": [1000, 2000] * 2,
            "generator_loss": [3.0, 2.0, 5.0, 4.0],
            "discriminator_loss": 1.0,
        }
    )
    (losses,) = figures.gan_curves_figure(history).axes
    assert [list(line.get_ydata()) for line in losses.lines[:2]] == [[3.0, 2.0], [5.0, 4.0]]


def benchmark_summary(*families):
    """Two arms at two sizes, of the second a curve for each family."""
    rows = [
        (arm, size, family, 0.5 + size / 100, 0.4, 0.9)
        for arm, names in (("real", [""]), ("classic_gan", families))
        for family in names
        for size in (20, 10)
    ]
    return pd.DataFrame(rows, columns=["arm", "clips_per_class", "family", "accuracy", "low", "high"])


def test_learning_curves_show_percent_over_sizes_from_few_to_many():
    (axes,) = figures.learning_curves_figure(benchmark_summary("mel"), ["real", "classic_gan"]).axes
    assert [line.get_label() for line in axes.lines] == ["real", "classic_gan"]
    for line in axes.lines:
        np.testing.assert_allclose(line.get_xydata(), [(10, 60), (20, 70)])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["10", "20"]


def test_learning_curves_name_the_families_where_there_are_several():
    summary = benchmark_summary("mel", "wavegan")
    (axes,) = figures.learning_curves_figure(summary, ["real", "classic_gan"]).axes
    assert [line.get_label() for line in axes.lines] == ["real", "classic_gan mel", "classic_gan wavegan"]
    _, one, other = axes.lines
    assert one.get_color() == other.get_color()
    assert one.get_linestyle() != other.get_linestyle()
