import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from gan_augmentation.reporting import content as page
from gan_augmentation.reporting import html
from gan_augmentation.reporting.interactive import chart
from gan_augmentation.reporting.verdict import verdict
from gan_augmentation.tags import wav_bytes
from tests.markup import Page

EVIL = "<script>alert(1)</script>"


@dataclasses.dataclass(frozen=True)
class Made:
    arm: str = "classic_gan"
    baseline: str = "classic"
    gain: float = 0.013
    low: float = 0.004
    high: float = 0.022
    n_seeds: int = 5
    n_test: int = 240


def content(**changes):
    wav = wav_bytes(np.zeros(1600, np.float32), 16000)
    beside = {"synthetic": 0.91, "floor": 0.95}
    clips = {"synthetic": 40, "train": 80, "test": 24, "frechet_distance": 40}
    metrics = {"recognised": beside, "frechet_distance": beside, "diversity": beside, "clips": clips}
    overall = {
        **metrics,
        **dict.fromkeys(
            ("inception_score", "gan_train", "precision", "recall", "density", "coverage"), beside
        ),
        "kernel_distance": {"synthetic": 0.01234, "floor": -0.00021},
        "clips": {**clips, "against_train": 24, "neighbours": 5},
    }
    of_class = {**metrics, "answered": {"synthetic": 0.62, "wanted": 0.5}}
    whole = page.ReportContent(
        data_set="demo",
        family="relativistic_mel",
        profile="laptop",
        medium="sounds",
        verdict=verdict([Made()], data_set="demo", clips_per_class=84, family="relativistic_mel"),
        arms=pd.DataFrame(
            {
                "arm": ["classic", "classic", "classic_gan"],
                "seed": [0, 1, 0],
                "accuracy": [0.8, 0.9, 0.9],
                "macro_f1": [0.7, 0.8, 0.9],
                "n_train_real": 588,
                "n_train_classic": [7412, 7412, 7412],
                "n_train_synthetic": [0, 0, 700],
            }
        ),
        summary=pd.DataFrame(
            {
                "arm": ["classic", "classic_gan"],
                "accuracy": [0.85, 0.9],
                "low": 0.8,
                "high": 0.95,
                "n_seeds": 5,
            }
        ),
        comparisons=[Made()],
        charts=page.Charts(
            arms=chart([{"text": [EVIL]}], 300),
            confusions=["<svg></svg>"] * 2,
            classifier_curves=chart([], 300),
            gan_curves=chart([], 300),
            progression="<svg></svg>",
            grid="<svg></svg>",
        ),
        progression_gif=b"GIF89a",
        gallery=[page.GalleryItem(EVIL, f"{EVIL} too", b"png", b"png", 7.25, True, 0.875, wav, wav)],
        filtering=pd.DataFrame(
            {"label": [EVIL, "no"], "made": [40, 60], "recognised": [20, 30], "kept": [30, 45]}
        ),
        rejected=page.Rejected(0.0, {EVIL: 0, "no": 0}, []),
        quality={"overall": overall, "classes": {EVIL: of_class}},
        memorisation={
            "near_copy_threshold": 3.0,
            "near_copies": 1,
            "near_copy_share": 0.025,
            "near_copy_share_of_held_out": 0.01,
            "closer_to_train_than_held_out": 0.61,
            "train_closer_than_held_out": 0.58,
            "median_distance": {"synthetic": 7.0, "held_out": 8.0, "within_train": 7.5},
            "clips": {"synthetic": 40, "held_out": 24, "train": 80},
        },
        nearest=pd.DataFrame(
            {"clip_id": ["one", "two"], "nearest_clip_id": [EVIL, "real"], "distance": [2.5, 7.0]}
        ),
        quarantine=pd.DataFrame(columns=["source", "reason", "detail"]),
        leak_check={"clips": 12, "held_out_clips": 7, "speakers": 5, "compared_for_copies": 19},
        settings={
            "seed": 0,
            "note": EVIL,
            "classifier.training.synthetic_share": 1.0,
            "classifier.training.synthetic_until": 0.4,
        },
        versions={"torch": "2.13.0"},
        command="kedro run --pipeline augment_audio",
    )
    return dataclasses.replace(whole, **changes)


def test_the_verdict_is_the_first_heading_of_the_page():
    page = html.render_report(content())
    first = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert "GAN augmentation gained +1.3 points" in first[1]
    assert page.index("<h1>") < page.index("<h2>")


def test_nothing_on_the_page_is_fetched():
    page = Page(html.render_report(content()))
    addresses = [a[key] for _, a in page.elements for key in ("src", "href") if key in a]
    assert len(addresses) > 10
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not page.all("link")


def test_a_class_named_like_a_script_is_only_text():
    page = Page(html.render_report(content()))
    assert EVIL not in html.render_report(content())
    assert page.text.count(EVIL) >= 3


def test_sounds_play_from_the_page_and_are_decoded_on_demand():
    players = Page(html.render_report(content())).all("audio")
    assert [player["preload"] for player in players] == ["none", "none"]
    assert all(player["src"].startswith("data:audio/wav;base64,UklGR") for player in players)


def test_the_gallery_says_how_near_and_how_sure():
    text = Page(html.render_report(content())).text
    assert "distance 7.25" in text
    assert "near copy" in text
    assert "recognised with 87.5 %" in text


def test_an_arm_is_listed_with_mean_interval_and_numbers():
    text = Page(html.render_report(content())).text
    assert "classic augmentation 85.0 % 80.0 % to 95.0 % 75.0 % 588 7412 0 5" in text


def test_the_filter_says_how_many_were_kept():
    assert (
        "recognised 50.0 % as the class asked for; 75 were kept" in Page(html.render_report(content())).text
    )


def test_without_a_filter_the_page_says_that_nothing_is_filtered():
    text = Page(html.render_report(content())).text
    assert "( synthesis.threshold=0 , the default): no candidate was refused. 25 were more than" in text


def test_rejected_samples_are_shown_with_what_they_were_taken_for():
    rejected = page.Rejected(
        0.5,
        {EVIL: 9, "no": 1},
        [page.RejectedItem(EVIL, b"png", 0.125, "no"), page.RejectedItem("no", b"png", 0.45, "no")],
    )
    text = Page(html.render_report(content(rejected=rejected))).text
    assert (
        "refused 10 of 100 candidates: the evaluator gave their class less than 50.0 %. Some of them:" in text
    )
    assert f"{EVIL} with 12.5 % taken for no" in text
    assert "no with 45.0 % not sure enough" in text
    assert f"{EVIL} 40 9 30 77.5 %" in text


def test_the_difference_of_two_arms_stands_in_a_row():
    text = Page(html.render_report(content())).text
    assert "classic_gan \N{MINUS SIGN} classic +1.3 +0.4 to +2.2 gain 5 240" in text


def test_memorisation_is_told_in_numbers_of_synthetic_held_out_and_train_clips():
    text = Page(html.render_report(content())).text
    assert "1 of 40 synthetic clips (2.5 %) are near copies of a training clip: within 3.00" in text
    assert "Of the held-out real clips 1.0 % lie as near" in text
    assert "in 61.0 % of pairs; a training clip, to the others of them, in 58.0 %" in text
    assert "synthetic 7.00, held-out 8.00, training clips among themselves 7.50" in text


def test_each_measure_of_quality_stands_beside_its_own_name():
    shown = {
        "recognised": "Recognised",
        "gan_train": "Learnt from",
        "frechet_distance": "Fréchet distance",
        "inception_score": "Inception score",
        "diversity": "Diversity",
        "precision": "Precision",
        "recall": "Recall",
        "density": "Density",
        "coverage": "Coverage",
    }
    quality = content().quality
    values = {name: {"synthetic": 0.1 + n / 100, "floor": 0.5 + n / 100} for n, name in enumerate(shown)}
    told = html.render_report(content(quality={**quality, "overall": {**quality["overall"], **values}}))
    table = told[told.index('id="quality"') :].partition("</table>")[0]
    rows = [Page(row).text.strip() for row in table.split("<tr>")]
    for name, words in shown.items():
        (row,) = (row for row in rows if row.startswith(words))
        in_percent = name in ("recognised", "gan_train", "precision", "recall", "coverage")
        pair = [f"{100 * value:.1f} %" if in_percent else f"{value:.2f}" for value in values[name].values()]
        assert row.endswith(" ".join(pair)), words


def test_near_copies_are_listed_with_the_clip_that_they_resemble():
    text = Page(html.render_report(content())).text
    assert f"Near copies Synthetic clip Nearest training clip Distance one {EVIL} 2.50 Confusion" in text


def test_of_many_near_copies_the_closest_are_listed_first():
    distances = np.linspace(3, 0.1, 30)
    nearest = pd.DataFrame({"clip_id": "x", "nearest_clip_id": "y", "distance": distances})
    memorisation = {**content().memorisation, "near_copies": 30}
    text = Page(html.render_report(content(nearest=nearest, memorisation=memorisation))).text
    assert "The closest 20 near copies" in text
    assert "Distance x y 0.10 x y 0.20" in text
    assert text.count("x y ") == 20


def test_a_generator_that_knows_no_class_does_not_boast_of_being_recognised():
    quality = content().quality
    overall = {**quality["overall"], "recognised": {"synthetic": None, "floor": 0.95}}
    unasked = content(
        filtering=content().filtering.assign(recognised=np.nan), quality={**quality, "overall": overall}
    )
    text = Page(html.render_report(unasked)).text
    assert "The generator knows of no class" in text
    assert "none can be missed unknown 95.0 %" in text
    assert "labelled with 87.5 %" in text
    assert "as the class asked for;" not in text


def test_an_empty_quarantine_says_that_no_file_was_refused():
    assert "No file was refused." in html.render_report(content())


def test_a_refused_file_is_listed_with_its_reason():
    refused = pd.DataFrame({"source": ["yes/<b>.wav"], "reason": ["unreadable"], "detail": ["not a sound"]})
    text = Page(html.render_report(content(quarantine=refused))).text
    assert "1 file was refused." in text
    assert "yes/<b>.wav unreadable not a sound" in text


def test_a_figure_that_could_not_be_measured_is_told_as_unknown():
    quality = content().quality
    overall = {**quality["overall"], "frechet_distance": {"synthetic": None, "floor": None}}
    assert (
        "unknown unknown" in Page(html.render_report(content(quality={**quality, "overall": overall}))).text
    )


def test_small_kernel_distances_are_told_to_four_places():
    text = Page(html.render_report(content())).text
    assert re.search(
        r"Kernel distance [^0-9]*0 is alike, and chance may bring it below 0\.0123 -0\.0002", text
    )


def test_comparisons_with_the_training_clips_say_of_how_many_clips():
    text = Page(html.render_report(content())).text
    assert "set 24 of each (evenly chosen) against as many training clips" in text
    assert "5 nearest neighbours" in text


def test_the_share_of_a_class_stands_beside_the_share_asked_for():
    assert "62.0 % 50.0 % 40" in Page(html.render_report(content())).text


@pytest.mark.parametrize(
    "name", ["gan_train", "kernel_distance", "precision", "recall", "density", "coverage", "recognised"]
)
def test_any_measure_may_be_unknown(name):
    quality = content().quality
    overall = {**quality["overall"], name: {"synthetic": None, "floor": None}}
    text = Page(html.render_report(content(quality={**quality, "overall": overall}))).text
    assert text.count("unknown unknown") == 1


def test_the_command_that_repeats_the_run_is_on_the_page():
    assert "<code>kedro run --pipeline augment_audio</code>" in html.render_report(content())


@pytest.mark.parametrize(("nearest", "told"), [("bag", True), ("shoe", False)])
def test_the_class_of_the_nearest_clip_is_told_where_it_is_another(nearest, told):
    item = page.GalleryItem("shoe", nearest, b"png", b"png", 7.25, False, 0.875)
    text = html.render_report(content(gallery=[item]))
    assert (f"the real one is of <strong>{nearest}</strong>" in text) == told


def test_pictures_are_shown_without_players_and_without_words_of_sound():
    seen = content(
        medium="pictures", gallery=[page.GalleryItem("shoe", "bag", b"png", b"png", 7.25, True, 0.875)]
    )
    text = html.render_report(seen)
    assert "<audio" not in text
    assert not re.search("spectrogram|listen</", text, re.IGNORECASE)
    assert "Picture of a synthetic clip of shoe" in text
