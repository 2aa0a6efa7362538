import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from gan_augmentation.reporting import look, run_charts


@pytest.fixture
def arms():
    rows = [("real", 0, 0.80), ("real", 1, 0.84), ("classic", 0, 0.90), ("classic", 1, 0.92)]
    return pd.DataFrame(rows, columns=["arm", "seed", "accuracy"])


@pytest.fixture
def summary():
    rows = [("real", 0.82, 0.79, 0.85), ("classic", 0.91, 0.88, 0.94)]
    return pd.DataFrame(rows, columns=["arm", "accuracy", "low", "high"])


@pytest.fixture
def history():
    return pd.DataFrame(
        {
            "model": ["a<b>", "a<b>", "c", "c"],
            "images": [1000, 2000] * 2,
            "generator_loss": [3.0, 2.0, 5.0, 4.0],
            "discriminator_loss": 1.0,
            "real_logit": [np.nan, 0.5, np.nan, 0.25],
            "fake_logit": [0.1, 0.2, 0.3, 0.4],
        }
    )


@pytest.fixture
def curves():
    return pd.DataFrame(
        {
            "arm": "real",
            "seed": [0, 0, 1, 1],
            "step": [10, 20] * 2,
            "loss": [1.0, 0.5, 3.0, 1.5],
            "accuracy": 0.5,
        }
    )


def test_arms_are_shown_in_percent_with_interval_and_seeds(arms, summary):
    seeds, mean = run_charts.arms_chart(arms, summary)["data"][2:]
    assert seeds["x"] == pytest.approx([90, 92])
    assert mean["x"] == pytest.approx([91])
    assert (mean["error_x"]["array"], mean["error_x"]["arrayminus"]) == ([3.0], [3.0])
    assert mean["text"] == ["91.0"]


def test_the_first_arm_stands_on_top(arms, summary):
    axis = run_charts.arms_chart(arms, summary)["layout"]["yaxis"]
    assert axis["ticktext"] == ["real", "classic"]
    assert axis["range"][0] > axis["range"][1]


def test_an_arm_has_the_same_colour_in_all_charts(arms, summary, curves):
    mean = run_charts.arms_chart(arms, summary)["data"][1]
    line = run_charts.classifier_curves_chart(curves)["data"][0]
    assert mean["marker"]["color"] == line["line"]["color"] == look.ARM_COLOURS["real"]


def test_gan_curves_have_a_panel_for_each_thing_reported(history):
    chart = run_charts.gan_curves_chart(history)
    names = {(line["name"], line["yaxis"], line["legend"]) for line in chart["data"]}
    assert names == {
        ("generator loss", "y", "legend"),
        ("discriminator loss", "y", "legend"),
        ("real logit", "y2", "legend2"),
        ("fake logit", "y2", "legend2"),
    }
    assert chart["layout"]["yaxis"]["domain"][0] > chart["layout"]["yaxis2"]["domain"][1]


def test_a_training_whose_reports_are_gone_is_a_note():
    chart = run_charts.gan_curves_chart(pd.DataFrame())
    assert chart["data"] == []
    assert "are gone" in chart["layout"]["annotations"][0]["text"]


def test_gan_curves_draw_each_model_by_itself_and_name_the_metric_once(history):
    lines = [
        line for line in run_charts.gan_curves_chart(history)["data"] if line["name"] == "generator loss"
    ]
    assert [line["y"] for line in lines] == [[3.0, 2.0], [5.0, 4.0]]
    assert [line["showlegend"] for line in lines] == [True, False]


def test_a_metric_that_was_not_taken_leaves_no_point(history):
    lines = [line for line in run_charts.gan_curves_chart(history)["data"] if line["name"] == "real logit"]
    assert [line["y"] for line in lines] == [[0.5], [0.25]]


def test_a_model_named_like_a_tag_is_shown_as_text(history):
    assert "<b>" not in run_charts.gan_curves_chart(history)["data"][0]["hovertemplate"]


def test_a_history_of_losses_alone_has_one_panel(history):
    chart = run_charts.gan_curves_chart(history.drop(columns=["real_logit", "fake_logit"]))
    assert "yaxis2" not in chart["layout"]


def test_classifier_curves_show_each_seed_and_the_mean(curves):
    loss = run_charts.classifier_curves_chart(curves)["data"][:3]
    assert [line["y"] for line in loss] == [[1.0, 0.5], [3.0, 1.5], [2.0, 1.0]]
    assert [line["showlegend"] for line in loss] == [False, False, True]


def test_every_chart_is_one_that_plotly_knows_and_json_can_hold(arms, summary, history, curves):
    charts = (
        run_charts.arms_chart(arms, summary),
        run_charts.gan_curves_chart(history),
        run_charts.classifier_curves_chart(curves),
    )
    for chart in charts:
        go.Figure(chart)
        json.dumps(chart, allow_nan=False)
