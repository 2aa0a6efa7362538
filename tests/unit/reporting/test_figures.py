import numpy as np
import pandas as pd
import pytest

from gan_augmentation.reporting import figures, look


@pytest.fixture
def arms():
    rows = [("real", 0, 0.80), ("real", 1, 0.84), ("classic", 0, 0.90), ("classic", 1, 0.92)]
    return pd.DataFrame(rows, columns=["arm", "seed", "accuracy"])


@pytest.fixture
def summary():
    rows = [("real", 0.82, 0.79, 0.85), ("classic", 0.91, 0.88, 0.94)]
    return pd.DataFrame(rows, columns=["arm", "accuracy", "low", "high"])


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_arms_are_shown_in_percent_with_interval_and_seeds(arms, summary):
    (axes,) = figures.arms_figure(arms, summary).axes
    seeds, interval, mean = axes.lines[3:]
    assert list(seeds.get_xdata()) == pytest.approx([90, 92])
    assert list(interval.get_xdata()) == pytest.approx([88, 94])
    assert list(mean.get_xdata()) == pytest.approx([91])
    assert texts(axes) == ["82.0", "91.0"]


def test_the_first_arm_stands_on_top(arms, summary):
    (axes,) = figures.arms_figure(arms, summary).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["real", "classic"]
    assert axes.yaxis_inverted()


def test_each_arm_has_the_same_colour_in_all_figures(arms, summary):
    (axes,) = figures.arms_figure(arms, summary).axes
    curves = arms.assign(step=1, loss=0.5)
    rows = figures.classifier_curves_figure(curves).axes
    assert axes.lines[5].get_color() == look.ARM_COLOURS["classic"] == rows[0].lines[-1].get_color()


def test_a_confusion_matrix_is_shown_in_percent_of_the_true_class():
    classes = ["yes", "no"]
    matrix = pd.DataFrame([[3, 1], [0, 8]], index=classes, columns=classes)
    (axes,) = figures.confusion_figure(matrix, arm="gan").axes
    assert texts(axes) == ["75", "25", "100"]


def test_a_class_without_test_clips_leaves_its_row_of_the_confusion_empty():
    matrix = pd.DataFrame([[3, 1], [0, 0]], index=["yes", "no"], columns=["yes", "no"])
    (axes,) = figures.confusion_figure(matrix, arm="gan").axes
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


def test_classifier_curves_show_each_seed_and_the_mean():
    curves = pd.DataFrame(
        {
            "arm": "real",
            "seed": [0, 0, 1, 1],
            "step": [10, 20] * 2,
            "loss": [1.0, 0.5, 3.0, 1.5],
            "accuracy": 0.5,
        }
    )
    loss, _ = figures.classifier_curves_figure(curves).axes
    assert [list(line.get_ydata()) for line in loss.lines] == [[1.0, 0.5], [3.0, 1.5], [2.0, 1.0]]
