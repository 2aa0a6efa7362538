from time import process_time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.splitting import SplitSettings, limit_train, split_clips

SIDES = {"train", "validation", "test"}


def clips_of(rows: list[tuple[str, str | None]]) -> pd.DataFrame:
    """A clip table of (label, speaker) rows."""
    names = [f"clip{number:05d}" for number in range(len(rows))]
    labels, speakers = zip(*rows, strict=True)
    return pd.DataFrame({"clip_id": names, "label": labels, "speaker": pd.Series(speakers, dtype=object)})


def many_speakers(classes: int = 3, speakers: int = 40) -> pd.DataFrame:
    return clips_of(
        [(f"word{c}", f"speaker{s}") for c in range(classes) for s in range(speakers) for _ in "ab"]
    )


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 14), min_size=5, max_size=30), min_size=2, max_size=4),
    st.integers(0, 99),
)
def test_no_speaker_is_on_two_sides(speakers_by_class: list[list[int]], seed: int) -> None:
    clips = clips_of([(f"c{c}", f"s{s}") for c, speakers in enumerate(speakers_by_class) for s in speakers])
    try:
        split = split_clips(clips, SplitSettings(), seed)
    except GanAugmentationError as error:
        assert "speaker" in str(error)  # noqa: PT017 - some sets cannot be split, and it must say why
        return
    assert split.groupby("speaker")["split"].nunique().max() == 1
    assert (split.groupby("label")["split"].nunique() == 3).all()


def test_the_parts_have_about_the_shares_asked_for_in_every_class() -> None:
    split = split_clips(many_speakers(), SplitSettings(test=0.2, validation=0.15), seed=1)
    shares = pd.crosstab(split["label"], split["split"], normalize="index")
    assert shares["test"].between(0.17, 0.23).all()
    assert shares["validation"].between(0.09, 0.15).all()  # 15 % of the remaining 80 %


def test_of_six_speakers_one_is_held_back_for_each_part() -> None:
    clips = clips_of([(str(digit), f"s{s}") for digit in range(10) for s in range(6) for _ in range(5)])
    split = split_clips(clips, SplitSettings(), seed=3)
    assert split.groupby("split")["speaker"].nunique().to_dict() == {"test": 1, "train": 4, "validation": 1}


def test_clips_without_a_speaker_are_split_one_by_one() -> None:
    split = split_clips(
        clips_of([(label, None) for label in "ab" for _ in range(50)]), SplitSettings(), seed=1
    )
    counts = pd.crosstab(split["label"], split["split"])
    assert (counts["test"] == 10).all()
    assert counts["validation"].between(5, 7).all()


def test_five_clips_a_class_are_enough_for_all_three_parts() -> None:
    clips = clips_of([(f"class{c}", None) for c in range(12) for _ in range(5)])
    split = split_clips(clips, SplitSettings(), seed=1)
    assert (split.groupby("label")["split"].agg(set) == SIDES).all()


def test_a_class_with_few_speakers_among_many_is_still_on_every_side() -> None:
    few = clips_of([("common", f"s{n}") for n in range(60)] + [("rare", f"r{n}") for n in range(3)] * 2)
    split = split_clips(few, SplitSettings(), seed=1)
    assert (split.groupby("label")["split"].agg(set) == SIDES).all()


def test_the_split_does_not_depend_on_the_order_of_the_rows() -> None:
    clips = many_speakers()
    shuffled = clips.sample(frac=1, random_state=7)
    first = split_clips(clips, SplitSettings(), seed=1).set_index("clip_id")["split"]
    second = split_clips(shuffled, SplitSettings(), seed=1)
    assert second["clip_id"].tolist() == shuffled["clip_id"].tolist()
    assert second.set_index("clip_id")["split"].sort_index().equals(first.sort_index())


def test_another_seed_gives_another_split_and_the_same_seed_the_same() -> None:
    clips = many_speakers()
    one, again, other = (split_clips(clips, SplitSettings(), seed)["split"] for seed in (1, 1, 2))
    assert one.equals(again)
    assert not one.equals(other)


def test_a_speaker_named_like_a_clip_does_not_join_it() -> None:
    clips = many_speakers()
    clips.loc[0, "speaker"] = None
    clips.loc[clips["speaker"] == "speaker39", "speaker"] = clips["clip_id"][0]
    from gan_augmentation.splitting.groups import groups_of

    assert len(np.unique(groups_of(clips))) == 41


def test_clips_of_one_recording_stay_on_one_side() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(60)])
    clips["recording"] = [f"recording{n // 3}" for n in range(len(clips))]
    split = split_clips(clips, SplitSettings(), seed=1)
    assert split.groupby(clips["recording"])["split"].nunique().max() == 1
    assert (split.groupby("label")["split"].agg(set) == SIDES).all()


def test_a_recording_ties_its_speakers_together() -> None:
    from gan_augmentation.splitting.groups import groups_of

    clips = clips_of([("a", "ann"), ("a", "bob"), ("a", None), ("a", "cem"), ("a", "ann")])
    clips["recording"] = ["x", "y", "x", "z", "y"]
    assert groups_of(clips).tolist() == [0, 0, 0, 1, 0]


def test_a_class_with_two_speakers_is_refused_with_the_mend() -> None:
    clips = clips_of([("many", f"s{n}") for n in range(9)] + [("two", f"s{n % 2}") for n in range(9)])
    with pytest.raises(GanAugmentationError, match=r"class 'two': .* 2 speaker.*Add clips"):
        split_clips(clips, SplitSettings(), seed=1)


def test_a_limit_keeps_so_many_train_clips_a_class_and_leaves_the_other_parts_alone() -> None:
    split = split_clips(many_speakers(), SplitSettings(), seed=1)
    limited = limit_train(split, 10, seed=1)
    train = limited[limited["split"] == "train"]
    assert train["label"].value_counts().to_dict() == {"word0": 10, "word1": 10, "word2": 10}
    kept = split["split"] != "train"
    assert limited.loc[kept, "split"].equals(split.loc[kept, "split"])
    assert set(limited.loc[~kept, "split"]) == {"train", "unused"}


def test_the_clips_of_a_smaller_limit_are_among_those_of_a_larger_one() -> None:
    split = split_clips(many_speakers(), SplitSettings(), seed=1)
    small, large, other = (
        set(limited.loc[limited["split"] == "train", "clip_id"])
        for limited in (
            limit_train(split, 5, seed=1),
            limit_train(split, 20, seed=1),
            limit_train(split, 5, seed=2),
        )
    )
    assert small < large
    assert small != other


def test_without_a_limit_all_train_clips_are_used() -> None:
    split = split_clips(many_speakers(), SplitSettings(), seed=1)
    assert limit_train(split, None, seed=1).equals(split)


def test_a_test_part_that_the_publisher_set_aside_is_taken() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)])
    clips["part"] = ["test" if number % 5 == 0 else "train" for number in range(100)]
    split = split_clips(clips, SplitSettings(validation=0.2), seed=1)
    assert (split["split"] == "test").tolist() == (clips["part"] == "test").tolist()
    assert pd.crosstab(split["label"], split["split"])["validation"].tolist() == [8, 8]


def test_a_validation_part_that_is_set_aside_is_taken_and_the_test_part_cut() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)])
    clips["part"] = ["validation" if number % 5 == 0 else None for number in range(100)]
    split = split_clips(clips, SplitSettings(test=0.25), seed=1)
    assert (split["split"] == "validation").tolist() == (clips["part"] == "validation").tolist()
    assert pd.crosstab(split["label"], split["split"])["test"].tolist() == [10, 10]


def test_a_speaker_whom_the_source_puts_on_two_sides_is_named() -> None:
    clips = clips_of([(label, f"s{n}") for label in "ab" for n in range(20)])
    clips["part"] = ["test" if number in {3, 30} else "train" for number in range(40)]
    with pytest.raises(GanAugmentationError, match=r"the source puts speaker s(3|10) on two sides"):
        split_clips(clips, SplitSettings(), seed=1)


def test_without_a_part_set_aside_the_test_part_is_cut() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)]).assign(part=None)
    assert (split_clips(clips, SplitSettings(), seed=1)["split"] == "test").sum() == 20


def test_a_class_that_is_missing_from_the_part_set_aside_is_named() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)])
    clips["part"] = ["test" if number < 9 else "train" for number in range(100)]
    with pytest.raises(GanAugmentationError, match="class 'b': it is not in both"):
        split_clips(clips, SplitSettings(), seed=1)


def grown(before: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    more = more.assign(clip_id="new" + more["clip_id"])
    return pd.concat([before, more], ignore_index=True)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 60), st.integers(0, 99))
def test_clips_that_were_there_keep_their_side_when_others_are_added(added: int, seed: int) -> None:
    before = many_speakers()
    new = clips_of([(f"word{n % 3}", f"s{n // 2}" if n % 2 else f"speaker{n}") for n in range(added)])
    earlier = split_clips(before, SplitSettings(), seed)
    split = split_clips(grown(before, new), SplitSettings(), seed, earlier)
    both = split.merge(earlier, on="clip_id", suffixes=("", "_before"))
    assert len(both) == len(before)
    assert (both["split"] == both["split_before"]).all()
    assert split.groupby("speaker")["split"].nunique().max() == 1


def test_new_clips_fill_the_sides_up_to_their_shares() -> None:
    before, after = (
        many_speakers(speakers=10),
        clips_of([(f"word{c}", None) for c in range(3) for _ in range(300)]),
    )
    earlier = split_clips(before, SplitSettings(), seed=1)
    split = split_clips(grown(before, after), SplitSettings(test=0.2, validation=0.15), 1, earlier)
    shares = pd.crosstab(split["label"], split["split"], normalize="index")
    assert shares["test"].between(0.19, 0.21).all()
    assert shares["validation"].between(0.11, 0.13).all()


def test_a_new_class_is_on_every_side() -> None:
    before, after = many_speakers(), clips_of([("word9", f"s{n}") for n in range(3) for _ in "abc"])
    split = split_clips(grown(before, after), SplitSettings(), 1, split_clips(before, SplitSettings(), 1))
    assert set(split.loc[split["label"] == "word9", "split"]) == SIDES


def test_the_order_of_new_clips_does_not_matter() -> None:
    before, new = many_speakers(), clips_of([("word1", None)] * 30)
    earlier, whole = split_clips(before, SplitSettings(), 1), grown(before, new)
    first = split_clips(whole, SplitSettings(), 1, earlier).set_index("clip_id")["split"]
    second = split_clips(whole.sample(frac=1, random_state=3), SplitSettings(), 1, earlier)
    assert (second["split"].to_numpy() == first[second["clip_id"]].to_numpy()).all()


def test_an_earlier_split_that_is_given_its_own_clips_comes_out_as_it_was() -> None:
    clips = many_speakers()
    earlier = split_clips(clips, SplitSettings(), 1)
    assert split_clips(clips, SplitSettings(), 1, earlier).equals(earlier)
    limited = limit_train(earlier, 5, seed=1)
    assert split_clips(clips, SplitSettings(), 1, limited).equals(earlier)


@pytest.mark.parametrize(("shares", "seed"), [(SplitSettings(), 2), (SplitSettings(test=0.3), 1)])
def test_another_seed_or_other_shares_decide_anew(shares: SplitSettings, seed: int) -> None:
    clips = many_speakers()
    earlier = split_clips(clips, SplitSettings(), 1)
    assert split_clips(clips, shares, seed, earlier).equals(split_clips(clips, shares, seed))


def test_a_new_clip_that_ties_two_sides_together_is_named() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)]).assign(recording=range(100))
    earlier = split_clips(clips, SplitSettings(), 1)
    sides = earlier.set_index("clip_id")["split"]
    one, other = (clips["clip_id"][clips["clip_id"].map(sides) == side].iloc[0] for side in ("train", "test"))
    tied = clips.assign(recording=clips["recording"].mask(clips["clip_id"].isin([one, other]), -1))
    new = pd.DataFrame({"clip_id": ["copy"], "label": ["a"], "speaker": [None], "recording": [-1]})
    with pytest.raises(GanAugmentationError, match=r"clip copy ties.*test and train.*delete split.csv"):
        split_clips(pd.concat([tied, new]), SplitSettings(), 1, earlier)


def test_a_class_that_lost_a_whole_side_is_named() -> None:
    clips = many_speakers()
    earlier = split_clips(clips, SplitSettings(), 1)
    tested = earlier.loc[(earlier["label"] == "word1") & (earlier["split"] == "test"), "clip_id"]
    with pytest.raises(
        GanAugmentationError, match=r"class 'word1': .* no clip of it is left for the test part"
    ):
        split_clips(clips[~clips["clip_id"].isin(tested)], SplitSettings(), 1, earlier)


def set_aside(label: str, train: int, test: int) -> pd.DataFrame:
    """Clips of a class of a source that has a train and a test part, without speakers."""
    clips = clips_of([(label, None)] * (train + test)).assign(part=["train"] * train + ["test"] * test)
    return clips.assign(clip_id=label + clips["clip_id"])


def test_a_test_part_that_the_source_sets_aside_stays_as_it_is_when_the_set_grows() -> None:
    whole = pd.concat([set_aside(label, train=100, test=20) for label in "ab"], ignore_index=True)
    some = whole.groupby(["label", "part"]).head(10)
    earlier = split_clips(some, SplitSettings(validation=0.2), 1)
    split = split_clips(whole, SplitSettings(validation=0.2), 1, earlier)
    assert (split["split"] == "test").equals(whole["part"] == "test")
    assert pd.crosstab(split["label"], split["split"])["validation"].tolist() == [20, 20]
    both = split.merge(earlier, on="clip_id")
    assert (both["split_x"] == both["split_y"]).all()


def test_a_part_that_the_source_names_later_is_taken_and_the_others_keep_their_side() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)])
    earlier = split_clips(clips, SplitSettings(), 1)
    was_train = np.flatnonzero(earlier["split"] == "train")[::4]
    named = clips.assign(part=[None] * 100)
    named.loc[was_train, "part"] = "test"
    split = split_clips(named, SplitSettings(), 1, earlier)
    assert (split.loc[was_train, "split"] == "test").all()
    others = split.index.difference(was_train)
    assert split.loc[others, "split"].equals(earlier.loc[others, "split"])


def test_a_test_clip_of_an_earlier_split_that_the_source_gives_to_train_goes_there() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)])
    earlier = split_clips(clips, SplitSettings(), 1)
    first = int(np.flatnonzero(earlier["split"] == "test")[0])
    split = split_clips(
        clips.assign(part=[None] * first + ["train"] + [None] * (99 - first)), SplitSettings(), 1, earlier
    )
    assert split["split"].ne(earlier["split"]).to_numpy().nonzero()[0].tolist() == [first]
    assert split.loc[first, "split"] == "train"


def test_where_the_source_has_cut_a_validation_part_what_it_gives_to_train_leaves_the_earlier_one() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)])
    earlier = split_clips(clips, SplitSettings(), 1)
    named = clips.assign(part=(["train"] * 30 + ["validation"] * 10 + ["test"] * 10) * 2)
    split = split_clips(named, SplitSettings(), 1, earlier)
    assert split["split"].tolist() == named["part"].tolist()


@pytest.mark.parametrize(("is_grown", "tested"), [(False, 20), (True, 12)])
def test_what_the_source_gives_to_train_is_not_tested_on(is_grown: bool, tested: int) -> None:
    before = clips_of([(label, None) for label in "ab" for _ in range(60)]).assign(part=None)
    new = clips_of([(label, None) for label in "ab" for _ in range(40)]).assign(part="train")
    earlier = split_clips(before, SplitSettings(), 1) if is_grown else None
    split = split_clips(grown(before, new), SplitSettings(), 1, earlier)
    marked = split["clip_id"].str.startswith("new")
    assert set(split.loc[marked, "split"]) == {"train", "validation"}
    assert pd.crosstab(split["label"], split["split"])["test"].tolist() == [tested, tested]


def test_a_source_that_gives_all_to_train_has_a_test_part_cut() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(50)]).assign(part="train")
    earlier = split_clips(clips, SplitSettings(), 1)
    assert (earlier["split"] == "test").sum() == 20
    new = clips_of([(label, None) for label in "ab" for _ in range(50)]).assign(part="train")
    assert (split_clips(grown(clips, new), SplitSettings(), 1, earlier)["split"] == "test").sum() == 40


def test_a_new_clip_that_the_source_gives_to_train_while_its_speaker_is_tested_on_is_refused() -> None:
    clips = many_speakers().assign(part=None)
    earlier = split_clips(clips, SplitSettings(), 1)
    tested = earlier.loc[earlier["split"] == "test", "speaker"].iloc[0]
    new = clips_of([("word0", tested)]).assign(part="train")
    with pytest.raises(GanAugmentationError, match=f"the source puts speaker {tested} on two sides"):
        split_clips(grown(clips, new), SplitSettings(), 1, earlier)


def test_a_new_clip_without_a_part_goes_with_its_speaker() -> None:
    clips = many_speakers()
    clips["part"] = ["test" if name.endswith("3") else "train" for name in clips["speaker"]]
    earlier = split_clips(clips, SplitSettings(), 1)
    new = clips_of([("word0", "speaker3"), ("word1", "speaker4")]).assign(part=None)
    split = split_clips(grown(clips, new), SplitSettings(), 1, earlier)
    assert split["split"].notna().all()
    assert split["split"].iloc[-2] == "test"
    assert split.groupby("speaker")["split"].nunique().max() == 1


def test_many_new_clips_are_dealt_out_in_time_that_grows_with_their_number() -> None:
    before, new = many_speakers(), clips_of([(f"word{n % 3}", None) for n in range(20_000)])
    earlier = split_clips(before, SplitSettings(), 1)
    started = process_time()
    split = split_clips(grown(before, new), SplitSettings(), 1, earlier)
    assert process_time() - started < 10
    assert split["split"].value_counts(normalize=True)["test"] == pytest.approx(0.2, abs=0.01)


def test_a_source_that_leaves_too_little_to_test_on_beside_its_train_part_is_refused_with_the_mend() -> None:
    clips = clips_of([(label, None) for label in "ab" for _ in range(10)])
    clips["part"] = [None] + ["train"] * 19
    with pytest.raises(GanAugmentationError, match=r"class\(es\) left out.*gives to train is not tested"):
        split_clips(clips, SplitSettings(), 1)
