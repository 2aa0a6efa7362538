import dataclasses
import json
import re

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.reporting.benchmark_page import (
    BenchmarkContent,
    SizeConfusions,
    SizeGallery,
    render_benchmark,
)
from gan_augmentation.reporting.benchmark_verdict import benchmark_verdict
from gan_augmentation.reporting.content import GalleryItem
from gan_augmentation.reporting.controls import Control
from tests.cells import Cell
from tests.markup import Page

EVIL = "</script><script>alert(1)</script>😀"
CELLS = [
    Cell(20, 0.031),
    Cell(50, 0.0),
    Cell(20, 0.03, baseline="classic_distilled"),
    Cell(20, 0.05, arm="gan", baseline="real"),
    Cell(20, -0.01, arm="classic_copies", family=""),
]


def content(**changes):
    arms = ["real", "classic", "gan", "classic_gan", "classic_copies", "classic_distilled"]
    summary = pd.DataFrame(
        {
            "arm": np.tile(arms, 2),
            "clips_per_class": np.repeat([20, 50], len(arms)),
            "family": np.tile(["", "", "mel", "mel", "", ""], 2),
            "n_seeds": 5,
            "n_test": 300,
            "accuracy": 0.8,
            "low": 0.75,
            "high": 0.85,
        }
    )
    experiments = summary[["arm", "clips_per_class", "family", "accuracy"]].assign(
        seed=0, macro_f1=0.7, n_train_real=200, n_train_synthetic=0, seconds=600.0
    )
    samples = pd.DataFrame(
        {
            "clips_per_class": 20,
            "seed": [0, 1],
            "family": "mel",
            "images_seen": [40_000, 50_000],
            "recognised": [0.8, 0.9],
            "refused": [0.1, 0.2],
            "least_diversity": [0.7, 0.9],
            "collapsed": 0.0,
            "near_copies": [0.0, 0.01],
            "near_copies_of_held_out": [0.02, 0.04],
            "closer_to_train_than_held_out": [0.5, 0.7],
            "train_closer_than_held_out": [0.45, 0.65],
        }
    )
    whole = BenchmarkContent(
        data_set="fsdd",
        profile="laptop",
        verdict=benchmark_verdict(CELLS, data_set="fsdd"),
        controls=[Control("classic_copies", "no gain over classic", "As it should be: none.", True)],
        summary=summary,
        comparisons=CELLS,
        experiments=experiments,
        failures=pd.DataFrame(columns=["clips_per_class", "seed", "arm", "family", "reason"]),
        samples=samples,
        gallery=[
            SizeGallery(
                20,
                "mel",
                True,
                [GalleryItem("yes", "no", b"png", b"png", 0.25, True, 0.875, b"RIFF", b"RIFF")],
            )
        ],
        confusions=[SizeConfusions(20, ["<svg>small</svg>"]), SizeConfusions(50, ["<svg>large</svg>"])],
        quarantine=pd.DataFrame({"source": ["yes/a.wav"], "reason": ["silence"], "detail": ["below -60 dB"]}),
        leak_check={"clips": 12, "held_out_clips": 7, "speakers": 5, "compared_for_copies": 19},
        medium="sounds",
        settings={"seed": 0},
        versions={"torch": "2.13.0"},
        command="kedro run --pipeline benchmark",
    )
    return dataclasses.replace(whole, **changes)


@pytest.fixture(scope="module")
def text():
    return render_benchmark(content())


def charts_of(page):
    return [json.loads(source) for kind, source in page.scripts if kind == "application/json"]


def test_the_verdict_is_the_first_heading_of_the_page(text):
    assert text.index("<h1>On this data (fsdd) GAN augmentation gained +3.1 points") < text.index("<h2>")
    assert "gain (at 1 of 2 sizes)" in Page(text).text


def test_whose_gain_it_is_stands_beside_the_verdict(text):
    header = text[text.index("<header>") : text.index("</header>")]
    assert "the gain is the GAN&#39;s" in header


def test_a_control_stands_beside_what_was_expected_of_it(text):
    assert (
        "exact copies in the place of synthetic clips no gain over classic As it should be: none."
        in Page(text).text
    )


def test_a_control_that_failed_stands_at_the_top_as_well():
    failed = [Control("shuffled", "chance", "Not as it should be: they learn.", False)]
    page = render_benchmark(content(controls=failed))
    header = page[page.index("<header>") : page.index("</header>")]
    assert "Not as it should be: they learn." in header


def test_learning_curves_and_gains_over_classic_over_real_and_of_controls_are_drawn(text):
    titles = [chart["layout"]["yaxis"]["title"]["text"] for chart in charts_of(Page(text))]
    assert titles == [
        "accuracy on the test part, %",
        "points over classic",
        "points over real",
        "points over classic",
    ]


def test_the_control_that_tells_whose_a_gain_is_stands_in_the_charts_beside_the_arms(text):
    curves, over_classic, *_ = charts_of(Page(text))
    assert "classic_distilled" in [trace.get("name") for trace in curves["data"]]
    assert "classic_copies" not in [trace.get("name") for trace in curves["data"]]
    assert "classic_gan" in [trace["name"] for trace in over_classic["data"]]


def test_the_gains_of_controls_are_kept_apart_from_those_in_question(text):
    gains, controls = text[text.index('id="gains"') :].split('id="controls"')
    assert "classic_copies" not in gains
    assert re.search("classic_gan . classic_distilled", controls)


def test_experiments_that_could_not_be_done_are_listed_with_the_reason():
    failures = pd.DataFrame(
        [
            {
                "clips_per_class": 20,
                "seed": 3,
                "arm": "gan",
                "family": "mel",
                "reason": "losses were not finite.",
            }
        ]
    )
    listed = Page(render_benchmark(content(failures=failures))).text
    assert "1 more could not be done" in listed
    assert "20 clips a class, seed 3, gan, mel: losses were not finite." in listed
    assert "could not be done" not in Page(render_benchmark(content())).text


def test_samples_are_told_as_means_over_their_gans(text):
    assert "20 mel 45,000 85.0 % 15.0 % 80.0 % 0.5 % (3.0 %) 60.0 % (55.0 %) 2" in Page(text).text


def test_a_gan_that_has_collapsed_is_counted_though_others_have_not():
    one = content().samples.assign(least_diversity=[0.25, 0.95], collapsed=[1.0, 0.0])
    assert "15.0 % 60.0 % 1 collapsed 0.5 % (3.0 %)" in Page(render_benchmark(content(samples=one))).text
    assert "1 collapsed" not in render_benchmark(content())


def test_samples_that_nobody_could_fail_to_recognise_are_told_as_unknown():
    samples = content().samples.assign(recognised=np.nan)
    assert (
        "20 mel 45,000 unknown 15.0 % 80.0 % 0.5 % (3.0 %) 60.0 % (55.0 %) 2"
        in Page(render_benchmark(content(samples=samples))).text
    )


def test_confusion_matrices_stand_under_their_size(text):
    section = text[text.index('id="confusion"') : text.index('id="quarantine"')]
    assert re.findall(r"(\d+) clips a class|<svg>(\w+)", section) == [
        ("20", ""),
        ("", "small"),
        ("50", ""),
        ("", "large"),
    ]


def test_a_refused_file_is_listed_with_its_reason(text):
    assert "1 file was refused" in Page(text).text
    assert "yes/a.wav silence below -60 dB" in Page(text).text


def test_every_experiment_is_listed_and_their_time_added_up(text):
    told = Page(text).text
    assert "12 experiments, 2.0 hours" in told
    assert "20 0 real 80.0 % 70.0 % 200 0 600.0" in told


def test_a_benchmark_of_two_arms_without_controls_is_shown_too():
    cells = [Cell(20, 0.0, arm="gan", baseline="real")]
    summary = content().summary
    bare = content(
        verdict=benchmark_verdict(cells, data_set="fsdd"),
        controls=[],
        comparisons=cells,
        summary=summary[summary["arm"].isin(["real", "gan"])],
    )
    told = Page(render_benchmark(bare)).text
    assert "No control arm was run." in told
    assert "Leak check: the 12 clips that could be learnt from are none of the 7 held-out ones" in told


def test_hostile_words_are_only_text():
    hostile = content(
        data_set=EVIL,
        comparisons=[dataclasses.replace(cell, family=EVIL) for cell in CELLS],
        experiments=content().experiments.assign(family=EVIL),
        quarantine=content().quarantine.assign(source=EVIL),
        settings={"note": EVIL},
    )
    page = Page(render_benchmark(hostile))
    assert len(page.scripts) == 2 + 4
    assert page.text.count(EVIL) >= 4


def test_tables_that_went_through_csv_give_the_same_page(text):
    lost = {
        name: getattr(content(), name).replace({"family": {"": np.nan}})
        for name in ("summary", "experiments")
    }
    assert render_benchmark(content(**lost)) == text


def test_nothing_on_the_page_is_fetched(text):
    page = Page(text)
    addresses = [a[key] for _, a in page.elements for key in ("src", "href") if key in a]
    assert all(address.startswith(("#", "data:")) for address in addresses)
    assert len(text) < 7e6


def test_what_the_gan_of_each_size_made_can_be_heard_beside_the_nearest_real_clip(text):
    section = text[text.index('id="listen"') : text.index('id="samples"')]
    assert section.count("<audio") == 2
    for words in ("20 clips a class", "near copy", "distance <strong>0.25", "recognised with <strong>87.5"):
        assert words in section


def test_without_a_gan_kept_there_is_nothing_to_hear_and_no_way_there():
    assert "#listen" not in render_benchmark(content(gallery=[]))


def test_pictures_are_looked_at():
    shoe = GalleryItem("shoe", "shoe", b"png", b"png", 0.25, False, 0.875)
    page = render_benchmark(
        content(medium="pictures", gallery=[SizeGallery(20, "mel", False, [shoe], ["shoe", "bag"], ["no"])])
    )
    assert "Of no it made none that was kept." in page
    assert "The first 1 of 2 classes" in page
    assert "<audio" not in page
    assert "labelled with" in page
