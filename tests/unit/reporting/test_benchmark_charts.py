import json
from math import log10

import pandas as pd
import plotly.graph_objects as go
import pytest

from gan_augmentation.reporting import look
from gan_augmentation.reporting.benchmark_charts import gains_chart, learning_curves_chart
from tests.cells import Cell

ARMS = ("classic", "gan")


@pytest.fixture
def summary():
    rows = [
        ("gan", 100, "mel", 0.92, 0.90, 0.94),
        ("gan", 10, "mel", 0.72, 0.70, 0.74),
        ("classic", 10, "", 0.70, 0.65, 0.75),
        ("classic", 100, "", 0.90, 0.85, 0.95),
        ("shuffled", 10, "", 0.1, 0.0, 0.2),
    ]
    return pd.DataFrame(rows, columns=["arm", "clips_per_class", "family", "accuracy", "low", "high"])


def lines(chart):
    return [trace for trace in chart["data"] if "name" in trace]


def test_each_arm_asked_for_has_a_line_over_the_sizes_in_percent(summary):
    drawn = lines(learning_curves_chart(summary, ARMS))
    assert [line["name"] for line in drawn] == ["classic", "gan"]
    assert drawn[1]["x"] == [10, 100]
    assert drawn[1]["y"] == pytest.approx([72, 92])


def test_a_line_lies_in_the_band_of_its_intervals(summary):
    band, line = learning_curves_chart(summary, ARMS)["data"][:2]
    assert band["x"] == [10, 100, 100, 10]
    assert band["y"] == pytest.approx([75, 95, 85, 65])
    assert band["legendgroup"] == line["legendgroup"]


def test_one_size_has_error_bars_in_the_place_of_a_band(summary):
    drawn = learning_curves_chart(summary[summary["clips_per_class"] == 10], ARMS)["data"]
    assert [trace["error_y"]["array"] for trace in drawn] == [[pytest.approx(5)], [pytest.approx(2)]]


def test_the_sizes_themselves_are_the_ticks_of_a_logarithmic_axis(summary):
    axis = learning_curves_chart(summary, ARMS)["layout"]["xaxis"]
    assert (axis["type"], axis["tickvals"], axis["ticktext"]) == ("log", [10, 100], ["10", "100"])
    assert axis["range"][0] < log10(10) < log10(100) < axis["range"][1]


def test_families_are_told_apart_by_dashes_and_arms_by_colours(summary):
    both = pd.concat([summary, summary[summary["arm"] == "gan"].assign(family="wave")])
    classic, first, second = lines(learning_curves_chart(both, ARMS))
    assert (first["name"], second["name"]) == ("gan, mel", "gan, wave")
    assert first["line"]["color"] == second["line"]["color"] == look.ARM_COLOURS["gan"]
    assert (classic["line"]["dash"], first["line"]["dash"], second["line"]["dash"]) == (
        "solid",
        "solid",
        "dash",
    )


def test_families_are_told_apart_where_no_line_can_be_seen():
    cells = [Cell(10, 0.03), Cell(10, 0.05, family="wave")]
    drawn = gains_chart(cells, baseline="classic", arms=["classic_gan"])["data"]
    assert [line["marker"]["symbol"] for line in drawn] == ["diamond", "diamond-open"]


def test_a_family_named_like_a_tag_is_shown_as_text(summary):
    hostile = pd.concat([summary, summary[summary["arm"] == "gan"].assign(family="<b>x")])
    assert lines(learning_curves_chart(hostile, ARMS))[-1]["name"] == "gan, &lt;b&gt;x"


def test_gains_are_shown_in_points_with_their_intervals():
    (line,) = gains_chart([Cell(10, 0.03), Cell(50, -0.01)], baseline="classic", arms=["classic_gan"])["data"]
    assert line["x"] == [10, 50]
    assert line["y"] == pytest.approx([3, -1])
    assert line["error_y"]["array"] == pytest.approx([2, 2])
    assert line["text"][1].startswith("50 clips a class: -1.0 points<br>95 % interval -3.0 to +1.0")


def test_gains_over_another_baseline_are_left_out():
    cells = [Cell(10, 0.03), Cell(10, 0.05, arm="gan", baseline="real")]
    (line,) = gains_chart(cells, baseline="real", arms=["gan", "classic_gan"])["data"]
    assert line["y"] == pytest.approx([5])


def test_intervals_of_one_size_stand_beside_each_other_around_it():
    cells = [Cell(10, 0.03), Cell(10, 0.05, family="wave"), Cell(100, 0.0)]
    first, second = gains_chart(cells, baseline="classic", arms=["classic_gan"])["data"]
    assert 9 < first["x"][0] < 10 < second["x"][0] < 11


def test_every_chart_is_one_that_plotly_knows_and_json_can_hold(summary):
    for chart in (
        learning_curves_chart(summary, ARMS),
        gains_chart([Cell(10, 0.03)], baseline="classic", arms=["classic_gan"]),
        gains_chart([], baseline="classic", arms=["classic_gan"]),
    ):
        go.Figure(chart)
        json.dumps(chart, allow_nan=False)
