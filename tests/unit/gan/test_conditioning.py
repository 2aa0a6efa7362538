"""How the class reaches the discriminator, against hand-made cases."""

import pytest
import torch

from gan_augmentation.gan.conditioning import (
    Auxiliary,
    Concat,
    ConcatSample,
    OneModelPerClass,
    Projection,
    Unconditional,
)
from gan_augmentation.gan.networks.discriminator import ConditionedDiscriminator
from gan_augmentation.gan.networks.settings import StridedDiscriminator

IMAGES = torch.arange(2 * 1 * 2 * 2, dtype=torch.float32).view(2, 1, 2, 2)
LABELS = torch.tensor([2, 0])
KINDS = [Unconditional(), OneModelPerClass(), Projection(), Concat(), ConcatSample(), Auxiliary()]


def judge(conditioning, labels, classes=3):
    torch.manual_seed(0)
    discriminator = ConditionedDiscriminator(
        StridedDiscriminator(maps=(4, 4)), conditioning, (1, 8, 8), conditioning.network_classes(classes)
    )
    images = torch.randn(len(labels), 1, 8, 8, generator=torch.Generator().manual_seed(1))
    return discriminator(images, conditioning.network_labels(labels))


def test_concat_adds_a_plane_of_ones_for_the_class():
    seen = Concat().show(IMAGES, LABELS, 3)
    assert seen.shape == (2, Concat().shown_channels(1, 3), 2, 2)
    torch.testing.assert_close(seen[:, :1], IMAGES)
    assert seen[:, 1:, 0, 0].tolist() == [[0, 0, 1], [1, 0, 0]]


def test_concat_sample_fills_the_channel_of_the_class_with_the_image():
    images = torch.cat([IMAGES, IMAGES + 10], dim=1)
    seen = ConcatSample().show(images, LABELS, 3)
    assert seen.shape == (2, ConcatSample().shown_channels(2, 3), 2, 2)
    torch.testing.assert_close(seen[0, 2 + 2 * 2 :], images[0])
    torch.testing.assert_close(seen[1, 2:4], images[1])
    assert not seen[0, 2:6].any()
    assert not seen[1, 4:].any()


@pytest.mark.parametrize("conditioning", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_judges(conditioning):
    assert judge(conditioning, torch.tensor([0, 1, 2, 0])).logit.shape == (4,)


@pytest.mark.parametrize("conditioning", KINDS, ids=lambda kind: kind.kind)
def test_the_class_changes_the_judgement_only_where_it_is_told(conditioning):
    told = conditioning.kind in {"projection", "concat", "concat_sample"}
    one, other = (judge(conditioning, torch.full((4,), label)).logit for label in (0, 2))
    assert torch.equal(one, other) != told


def test_the_auxiliary_classifier_pays_its_weighted_cross_entropy():
    labels = torch.tensor([0, 1, 2, 0])
    judgement = judge(Auxiliary(), labels)
    assert judgement.classes.shape == (4, 3)
    expected = 10 * torch.nn.functional.cross_entropy(judgement.classes, labels)
    torch.testing.assert_close(Auxiliary(weight=10).class_loss(judgement, labels), expected)
    assert Projection().class_loss(judgement, labels) is None


def test_an_unconditional_network_knows_one_class():
    assert Unconditional().network_classes(7) == 1
    assert not Unconditional().network_labels(LABELS).any()
    assert not Unconditional().asks_for_class
    assert Unconditional().sample_names(("yes", "no")) == ("sample 1", "sample 2")
    assert Projection().sample_names(("yes", "no")) == ("yes", "no")
