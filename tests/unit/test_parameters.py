"""Every family, profile and environment holds together; what does not is refused by name."""

from pathlib import Path

import pytest
from kedro.config import OmegaConfigLoader
from omegaconf.errors import InterpolationResolutionError

from gan_augmentation.errors import GanAugmentationError
from gan_augmentation.hooks.parameters import _without_helpers
from gan_augmentation.parameters import Parameters, check_parameters
from gan_augmentation.settings import CONFIG_LOADER_ARGS

CONF = Path(__file__).parents[2] / "conf"
ENVIRONMENTS = sorted(path.parent.name for path in CONF.glob("*/globals.yml"))
FAMILIES = sorted(path.stem for path in (CONF / "base/parameters/families").glob("*.yml"))
PICTURE_FAMILIES = ["dcgan", "progressive_image", "relativistic_image"]
SOUND_FAMILIES = [name for name in FAMILIES if name not in PICTURE_FAMILIES]
PROFILES = sorted(path.stem for path in (CONF / "base/parameters/profiles").glob("*.yml"))


def fits(env, family):
    """Families for sounds need sounds, those for pictures need pictures."""
    pictures = "medium: pictures" in (CONF / env / "globals.yml").read_text()
    return pictures == (family in PICTURE_FAMILIES)


PAIRS = [(env, family) for env in ENVIRONMENTS for family in FAMILIES if fits(env, family)]


def load(env="base", **switches):
    loader = OmegaConfigLoader(str(CONF), env=env, runtime_params=switches, **CONFIG_LOADER_ARGS)
    return loader, _without_helpers(loader["parameters"])


@pytest.mark.parametrize(
    ("env", "family", "profile"),
    [(env, family, "laptop") for env, family in PAIRS]
    + [
        (env, family, name)
        for env, family in PAIRS
        for name in PROFILES
        if env in {"base", "mnist"} and name != "laptop"
    ],
)
def test_every_environment_family_and_profile_resolves(env, family, profile):
    loader, raw = load(env, family=family, profile=profile)
    parameters = check_parameters(raw)
    assert (parameters.family, parameters.profile) == (family, profile)
    assert parameters.data_set == ("demo" if env == "base" else env)
    paths = [entry["filepath"] for entry in loader["catalog"].values() if "filepath" in entry]
    assert all(parameters.data_set in path for path in paths)


@pytest.mark.parametrize(
    ("env", "family"), [(env, family) for env, family in PAIRS if env in {"base", "mnist"}]
)
def test_every_family_fits_the_shape_of_the_features(env, family):
    parameters = check_parameters(load(env, family=family, profile="smoke")[1])
    shape = parameters.gan.representation.shape
    assert parameters.gan.generator.build(shape, 2) is not None
    assert parameters.gan.discriminator.build(shape) is not None


@pytest.mark.parametrize(("switch", "value"), [("family", "wavegam"), ("profile", "huge")])
def test_an_unknown_choice_is_refused_with_those_there_are(switch, value):
    with pytest.raises(Exception, match=f"{switch}={value}: there is no such {switch}. Choose one of: "):
        load(**{switch: value})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"famly": "x"}, "parameter famly: there is no such parameter"),
        ({"seed": -1}, "parameter seed: Input should be greater than or equal to 0"),
        ({"clips_per_class": 0}, "parameter clips_per_class: "),
        ({"clip": {"seconds": -1}}, "parameter clip.seconds: Input should be greater than 0"),
        ({"gan": {"loss": {"kind": "hing"}}}, "parameter gan.loss: Input tag 'hing'.*'hinge'"),
        ({"gan": {"los": {}}}, "parameter gan.los: there is no such parameter. Known here: .*loss"),
        ({"classifier": {"seeds": "many"}}, "parameter classifier.seeds: Input should be a valid integer"),
        ({"clip_seconds": 0}, "parameter clip_seconds: Input should be greater than 0"),
        ({"representation": {"clip_samples": 32000}}, "representation.clip_samples 16000"),
        ({"representation": {"sample_rate": 8000}}, "representation.sample_rate must be 16000"),
        ({"hop": 0}, "parameter hop: Input should be greater than or equal to 1"),
        ({"hop": 500}, "hop_length 500 must divide n_fft 2048"),
        ({"representation": {"n_mels": 100}, "family": "progressive_mel"}, "100x32 cannot be"),
        ({"classic": {"sample_rate": 8000}}, "classic.sample_rate must be so too"),
        (
            {"classic": {"copy": 2}},
            "parameter classic.sounds.copy: there is no such parameter. Known here: .*copies",
        ),
        ({"medium": "pictures"}, "medium is 'pictures', so classic.kind must be 'pictures'"),
        ({"picture": {"most": 2}}, "parameter picture.most: "),
        (
            {"training_sets": {"gan": {"synthetic": False}}},
            "parameters training_sets: the arm 'gan' adds what makes it 'real'",
        ),
        ({"gan": {"budget": {"least": 90001}}}, "parameters gan.budget: least .90001. is more than most"),
        ({"count": 0}, "parameter count: Input should be greater than or equal to 1"),
        ({"steps": 1}, "parameter steps: Input should be greater than or equal to 2"),
        (
            {"sorting": {"threshold": 2}},
            "parameter sorting.threshold: Input should be less than or equal to 1",
        ),
        ({"interpolation": {"pause": -1}}, "parameter interpolation.pause: "),
        ({"synthesis": {"threshold": 1.5}}, "parameter synthesis.threshold: Input should be less than 1"),
        ({"sizes": [10, 10]}, "parameters sizes: each may stand there once .given: .10, 10"),
        ({"arms": []}, "parameter arms: List should have at least 1 item"),
    ],
)
def test_a_wrong_parameter_is_refused_by_its_key(changes, message):
    with pytest.raises(GanAugmentationError, match=message):
        check_parameters(load(**changes)[1])


@pytest.mark.parametrize(("seconds", "hop", "columns"), [(1, 256, 64), (2, 256, 128), (4, 512, 128)])
@pytest.mark.parametrize("family", SOUND_FAMILIES)
def test_every_family_fits_every_length_and_hop(family, seconds, hop, columns):
    parameters = check_parameters(load(family=family, clip_seconds=seconds, hop=hop)[1])
    assert parameters.representation.shape == (1, 128, columns)
    for representation in (parameters.representation, parameters.gan.representation):
        assert representation.clip_samples == parameters.clip.samples == 16000 * seconds


def test_a_length_that_is_no_number_is_refused():
    with pytest.raises(Exception, match="clip: long seconds at 16000 Hz is no length"):
        load(clip_seconds="long")


def test_the_representation_follows_the_clips():
    parameters = check_parameters(load(clip={"sample_rate": 8000, "seconds": 2})[1])
    assert (parameters.representation.sample_rate, parameters.representation.clip_samples) == (8000, 16000)


def test_the_size_of_pictures_and_of_their_representation_must_agree():
    with pytest.raises(
        GanAugmentationError, match=r"picture\.size is 32, so representation\.height and width must be"
    ):
        check_parameters(load("mnist", picture={"size": 32})[1])


@pytest.mark.parametrize(
    ("env", "family", "reason"),
    [
        ("mnist", "wavegan", "family 'wavegan' is for sounds, and the data are pictures"),
        ("mnist", "relativistic_mel", "'spectrogram' is for mel, and the representation is 'image'"),
        ("base", "relativistic_image", "'picture' is for image, and the representation is 'mel'"),
    ],
)
def test_a_family_of_the_other_medium_is_refused_with_the_reason(env, family, reason):
    with pytest.raises(GanAugmentationError, match=reason):
        check_parameters(load(env, family=family)[1])


def test_the_medium_brings_its_own_settings():
    parameters = check_parameters(load("fashion_mnist")[1])
    assert (parameters.medium, parameters.family) == ("pictures", "relativistic_image")
    assert parameters.representation.shape == (1, 28, 28)
    assert parameters.classic.flip
    assert not check_parameters(load("mnist")[1]).classic.flip


def test_switches_reach_the_parameters():
    parameters = check_parameters(load(seed=7, clips_per_class=20, source="some.zip")[1])
    assert isinstance(parameters, Parameters)
    assert (parameters.seed, parameters.clips_per_class, parameters.source) == (7, 20, "some.zip")


@pytest.mark.parametrize("label", ["stop", True, 7, None])
def test_a_class_may_be_asked_for_by_whatever_yaml_makes_of_its_name(label):
    parameters = check_parameters(load(label=label, from_label=label, count=20)[1])
    assert (parameters.label, parameters.from_label) == (label, label)
    assert type(parameters.label) is type(label)
    assert (parameters.count, parameters.steps) == (20, 8)


def test_a_value_of_one_family_among_several_can_be_changed():
    given = {"families": ["relativistic_mel", "wavegan"], "recipes": {"wavegan": {"batch_size": 8}}}
    recipes = check_parameters(load(**given)[1]).recipes
    assert recipes["wavegan"].batch_size == 8
    assert recipes["relativistic_mel"] == check_parameters(load()[1]).gan
    as_shipped = check_parameters(load(families=["relativistic_mel", "wavegan"])[1]).recipes["wavegan"]
    assert recipes["wavegan"] == as_shipped.model_copy(update={"batch_size": 8})


def test_a_gan_has_pictures_of_the_size_that_the_data_have():
    given = {"gan": {"representation": {"height": 32, "width": 32}}}
    with pytest.raises(
        GanAugmentationError, match=r"picture.size is 28, so gan\.representation\.height and width"
    ):
        check_parameters(load("mnist", **given)[1])


def test_families_without_brackets_are_told_so():
    with pytest.raises(
        InterpolationResolutionError, match=r"dcgan: a list of names stands in brackets, as \[dcgan\]"
    ):
        load(families="dcgan")


def test_results_of_different_families_and_data_lie_apart():
    paths = {
        (env, family): load(env, family=family)[0]["catalog"]["report"]["dataset"]["filepath"]
        for env in ("base", "fsdd")
        for family in FAMILIES
    }
    assert len(set(paths.values())) == len(paths)
    assert paths["fsdd", "progressive_mel"] == "data/08_reporting/fsdd/progressive_mel/report.html"


def test_every_dataset_names_its_layer():
    catalog = load()[0]["catalog"]
    entries = {name: entry for name, entry in catalog.items() if not name.startswith("_")}
    assert all(entry["metadata"]["kedro-viz"]["layer"] for entry in entries.values())
