import numpy as np

from gan_augmentation.audio.classic import ClassicAugmentation, augment
from gan_augmentation.representations.classic import classic_features
from gan_augmentation.representations.mel import Mel


def test_features_are_those_of_the_augmented_copies_in_order() -> None:
    random = np.random.default_rng(0)
    audio = (0.1 * random.standard_normal((33, 800))).astype(np.float32)  # more than a block
    mel = Mel(clip_samples=800, n_fft=256, hop_length=64, n_mels=16)
    augmentation = ClassicAugmentation(copies=2, max_shift=0.01)
    features = classic_features(audio, augmentation, mel, seed=3, workers=1)
    copies = np.concatenate(list(augment(audio, augmentation, 16000, seed=3, workers=1)))
    assert features.shape == (66, 1, 16, 16)
    np.testing.assert_allclose(features, mel.encode(copies), atol=1e-6)
