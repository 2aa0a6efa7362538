import io
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import soundfile

from gan_augmentation.audio.clips import fit_length
from gan_augmentation.audio.duplicates import ALIKE, find_copies, set_duplicates_apart
from gan_augmentation.supply.clips import Clips
from tests.sounds import RATE


def word(seed: int) -> np.ndarray:
    """Half a second of gliding harmonics in a second of soft noise, float32; each seed another."""
    rng = np.random.default_rng(seed)
    time = np.arange(RATE // 2) / RATE
    phase = 2 * np.pi * np.cumsum(rng.uniform(100, 200) + rng.uniform(-80, 80) * time) / RATE
    voice = sum(rng.uniform(0.1, 1) * np.sin(n * phase + rng.uniform(0, 6)) for n in range(1, 12))
    sound = rng.normal(scale=0.002, size=RATE)
    sound[4_000:12_000] += 0.05 * voice * np.hanning(len(time))
    return sound.astype(np.float32)


def clips_of(*sounds: np.ndarray, **columns: list[str | None]) -> Clips:
    count = len(sounds)
    names = {
        "label": ["yes"] * count,
        "speaker": [None] * count,
        "source": [f"{n}.wav" for n in range(count)],
    }
    facts = pd.DataFrame({"clip_id": [f"id{n}" for n in range(count)], **names, **columns}, dtype=object)
    store = np.array(sounds, np.float32).reshape(count, -1 if count else RATE)
    return Clips(facts, store, np.arange(count), key="")


def encoded(sound: np.ndarray, form: str, subtype: str) -> np.ndarray:
    file = io.BytesIO()
    soundfile.write(file, sound, RATE, format=form, subtype=subtype)
    file.seek(0)
    return fit_length(soundfile.read(file, dtype="float32")[0], RATE)


def with_noise(sound: np.ndarray) -> np.ndarray:
    """Noise 30 dB below the sound."""
    noise = np.random.default_rng(9).normal(size=len(sound)) * np.sqrt(np.mean(sound**2)) * 10**-1.5
    return (sound + noise).astype(np.float32)


COPIES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda sound: sound,
    "softer": lambda sound: 0.3 * sound,
    "20 ms later": lambda sound: np.concatenate([np.zeros(320, np.float32), sound[:-320]]),
    "padded": lambda sound: fit_length(sound[2_000:13_000], RATE),
    "noisier": with_noise,
    "as ogg": lambda sound: encoded(sound, "OGG", "VORBIS"),
    "as mp3": lambda sound: encoded(sound, "MP3", "MPEG_LAYER_III"),
    "all at once": lambda sound: encoded(with_noise(np.roll(0.3 * sound, 200)), "MP3", "MPEG_LAYER_III"),
}


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_found_among_other_sounds(how: str) -> None:
    others = [word(seed) for seed in range(6)]
    (pair,) = find_copies(clips_of(*others, COPIES[how](others[2])), RATE)
    assert pair == (2, 6, how == "as it is")


def test_different_sounds_are_no_copies_even_with_the_same_hum() -> None:
    hum = 0.3 * np.sin(2 * np.pi * 50 * np.arange(RATE) / RATE).astype(np.float32)
    assert find_copies(clips_of(*(word(seed) + hum for seed in range(40))), RATE) == []


def test_copies_are_found_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gan_augmentation.audio.duplicates.ROWS", 2)
    sounds = [word(seed) for seed in range(5)]
    pairs = find_copies(clips_of(*sounds, 0.5 * sounds[0], 0.5 * sounds[4]), RATE)
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 5), (4, 6)]


@pytest.mark.parametrize("samples", [RATE // 4, RATE + 1, 3 * RATE], ids="{} samples".format)
def test_no_pair_is_missed_and_none_made_up_by_the_search_being_fast(
    monkeypatch: pytest.MonkeyPatch, samples: int
) -> None:
    """Noise, whose bands are all alike, and mixtures of it on both sides of the limit."""
    monkeypatch.setattr("gan_augmentation.audio.duplicates.ROWS", 7)
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=(2, samples))
    mixtures = [
        np.roll(w * one + np.sqrt(1 - w * w) * other, 50 * k) for k, w in enumerate(np.linspace(0.3, 1, 30))
    ]
    sounds = (0.1 * np.array([one, other, *mixtures, *rng.normal(size=(4, samples))])).astype(np.float32)
    spectra = np.fft.rfft(sounds)
    spectra[:, : int(100 * samples / RATE) + 1] = 0
    clean = np.fft.irfft(spectra, samples)
    clean /= np.linalg.norm(clean, axis=1, keepdims=True)
    expected = [
        (a, b)
        for a in range(len(clean))
        for b in range(a + 1, len(clean))
        if max(np.fft.irfft(np.fft.rfft(clean[a]).conj() * np.fft.rfft(clean[b]), samples)) >= ALIKE
    ]
    assert 20 < len(expected) < 400
    assert [(pair.first, pair.second) for pair in find_copies(sounds, RATE)] == expected


def test_a_copy_that_is_not_equal_stays_and_is_of_the_same_recording() -> None:
    clips, quarantine = set_duplicates_apart(clips_of(word(1), word(2), 0.5 * word(1)), RATE)
    assert clips.facts["recording"].tolist() == ["id0", "id1", "id0"]
    assert quarantine.empty


def test_of_equal_sounds_the_first_is_kept_and_named() -> None:
    clips, quarantine = set_duplicates_apart(clips_of(word(1), word(2), word(1), word(1)), RATE)
    assert clips.facts["clip_id"].tolist() == ["id0", "id1"]
    assert quarantine[["source", "reason"]].values.tolist() == [
        ["2.wav", "duplicate"],
        ["3.wav", "duplicate"],
    ]
    assert quarantine["detail"].tolist() == ["the same sound as 0.wav, which is kept"] * 2


def test_a_sound_with_two_labels_is_refused_in_both_classes() -> None:
    clips, quarantine = set_duplicates_apart(
        clips_of(word(1), word(2), 0.5 * word(1), label=["yes", "yes", "no"]), RATE
    )
    assert clips.facts["clip_id"].tolist() == ["id1"]
    assert quarantine["reason"].tolist() == ["label-conflict"] * 2
    assert quarantine["detail"].tolist() == [
        "the same sound as 2.wav, which is in another class ('no')",
        "the same sound as 0.wav, which is in another class ('yes')",
    ]


def test_a_copy_under_the_name_of_another_speaker_is_refused() -> None:
    clips, quarantine = set_duplicates_apart(
        clips_of(word(1), word(2), 0.5 * word(1), speaker=["ann", "bob", "bob"]), RATE
    )
    assert clips.facts["recording"].tolist() == ["id0", "id1"]
    assert quarantine["detail"].tolist() == ["the same sound as 0.wav, of speaker ann, which is kept"]


def test_of_copies_in_the_parts_of_a_source_the_one_for_testing_is_kept() -> None:
    clips, quarantine = set_duplicates_apart(
        clips_of(word(1), word(2), 0.5 * word(1), part=["train", "test", "test"]), RATE
    )
    assert clips.facts["clip_id"].tolist() == ["id1", "id2"]
    assert quarantine["detail"].tolist() == ["the same sound as 2.wav, which is kept"]


def test_of_equal_sounds_the_one_that_the_source_sets_aside_for_testing_is_kept() -> None:
    clips, _ = set_duplicates_apart(clips_of(word(1), word(2), word(1), part=[None, None, "test"]), RATE)
    assert clips.facts["clip_id"].tolist() == ["id1", "id2"]


def test_what_the_user_accepts_stays_and_is_of_the_same_recording() -> None:
    clips, quarantine = set_duplicates_apart(
        clips_of(word(1), word(1), word(1), label=["yes", "yes", "no"], decision=["accept", "accept", None]),
        RATE,
    )
    assert clips.facts["recording"].tolist() == ["id0", "id0"]
    assert quarantine["source"].tolist() == ["2.wav"]


def test_clips_of_one_file_are_of_one_recording_and_all_stay() -> None:
    clips, quarantine = set_duplicates_apart(
        clips_of(word(1), word(2), word(1), source=["a.wav", "a.wav", "a.wav"]), RATE
    )
    assert clips.facts["recording"].tolist() == ["id0"] * 3
    assert quarantine.empty


def test_a_table_without_clips_stays_one() -> None:
    clips, quarantine = set_duplicates_apart(clips_of(), RATE)
    assert len(clips) == len(quarantine) == 0
    assert "recording" in clips.facts
