"""Parameter files with one fault each, which no mutation can be right about: all are refused, by name, before any node."""

import copy
import random
import shutil
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
import yaml
from kedro.config import OmegaConfigLoader
from kedro.framework import project
from omegaconf import DictConfig, ListConfig, OmegaConf

from gan_augmentation.hooks.parameters import CheckedParameters, _without_helpers
from gan_augmentation.pipeline_registry import register_pipelines
from gan_augmentation.settings import CONFIG_LOADER_ARGS

CONF = Path(__file__).parents[2] / "conf"
STARTS = [
    {"env": env, "family": family, "profile": profile}
    for env, family in (
        ("base", "relativistic_mel"),
        ("base", "progressive_mel"),
        ("base", "wavegan_acgan"),
        ("base", "gansynth"),
        ("fashion_mnist", "dcgan"),
    )
    for profile in ("smoke", "laptop")
]
TEXTS = {"seed", "label", "from_label", "to_label", "source", "clip_id", "family", "profile", "data_set"}
"""Switches that take any text, or none; what is wrong with their text is found out by those who look the name up."""
SHARES = ("test", "validation", "threshold", "ema_decay", "betas")
COUNTS = ("seed", "seeds", "steps", "hop", "workers", "copies", "batch_size", "per_class", "n_mels", "n_fft")


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(project, "pipelines", register_pipelines())


def resolved(env, **switches):
    loader = OmegaConfigLoader(str(CONF), env=env, runtime_params=switches, **CONFIG_LOADER_ARGS)
    return plain(_without_helpers(loader["parameters"]))


def plain(value):
    if isinstance(value, DictConfig | ListConfig):
        return OmegaConf.to_container(value, resolve=True)
    return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def places(tree, above=()):
    """Every mapping, list entry and value below, as a path."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield (*above, key), value
        if isinstance(value, dict | list):
            yield from places(value, (*above, key))


def parent_of(tree, path):
    for key in path[:-1]:
        tree = tree[key]
    return tree


def faults(tree):
    """Kinds of fault, each with the places where it is one; a function of the old value gives the wrong one."""
    found = list(places(tree))
    values = [(path, value) for path, value in found if not isinstance(value, dict | list)]
    numbers = [path for path, value in values if type(value) in (int, float)]
    last_name = {path: next(key for key in reversed(path) if isinstance(key, str)) for path, _ in found}
    return {
        "a mapping in place of a value": ([path for path, _ in values], lambda old: {"value": old}),
        "a list in place of a value": ([path for path, _ in values], lambda old: [old, old]),
        "a word in place of a number": (
            [path for path in numbers if last_name[path] not in TEXTS | {"sizes"}] + [("seed",)],
            lambda old: "many",
        ),
        "truth in place of a number": (numbers, lambda old: True),
        "a number in place of a mapping": ([p for p, v in found if isinstance(v, dict)], lambda old: 7),
        "a number in place of a list": ([p for p, v in found if isinstance(v, list)], lambda old: 7),
        "a negative number": (numbers, lambda old: -1 - abs(old)),
        "no number": (numbers, lambda old: float("nan")),
        "an endless number": (numbers, lambda old: float("inf")),
        "more than all": ([path for path in numbers if last_name[path] in SHARES], lambda old: 1.5),
        "a broken count": ([path for path in numbers if path[-1] in COUNTS], lambda old: old + 0.5),
        "an unknown kind": ([path for path, _ in values if path[-1] == "kind"], lambda old: f"{old}x"),
        "nothing in place of a number": (
            [path for path in numbers if path[-1] not in ("clips_per_class", "count", "most")],
            lambda old: None,
        ),
    }


def misspelt(name, rng):
    place = rng.randrange(len(name))
    return rng.choice((name[:place] + "q" + name[place:], name[:place] + "q" + name[place + 1 :]))


def with_a_fault(tree, rng):
    """A copy with one fault, what it is, and the key that a refusal must name."""
    tree = copy.deepcopy(tree)
    kinds = faults(tree)
    kind = rng.choice([*kinds, "a misspelt key", "an unknown key"])
    mappings = [(), *(path for path, value in places(tree) if isinstance(value, dict))]
    mappings = [path for path in mappings if path != ("recipes",)]  # its keys are names of families
    if kind in kinds:
        where, change = kinds[kind]
        path = rng.choice(where)
        above = parent_of(tree, path)
        above[path[-1]] = change(above[path[-1]])
        return tree, kind, [str(path[-1]), str(path[-2] if len(path) > 1 else path[-1])]
    holder = tree
    for key in (path := rng.choice(mappings)):
        holder = holder[key]
    if kind == "an unknown key":
        holder["unheard_of"] = 1
        return tree, kind, ["unheard_of"]
    old = rng.choice(list(holder))
    new = misspelt(old, rng)
    holder[new] = holder.pop(old)
    return tree, kind, [new, old]


def check(tree, folder, env):
    """What the project does before a run: read the files of an environment, and refuse."""
    faulty = folder / "faulty"
    shutil.rmtree(faulty, ignore_errors=True)
    faulty.mkdir()
    if env != "base":
        shutil.copy(CONF / env / "globals.yml", faulty)
    (faulty / "parameters.yml").write_text(yaml.safe_dump(tree))
    loader = OmegaConfigLoader(str(folder), env="faulty", **CONFIG_LOADER_ARGS)
    CheckedParameters().after_context_created(SimpleNamespace(config_loader=loader, env="faulty"))


@pytest.mark.counted("parameter files with one fault", small=20, full=300, must_show="all refused, by name")
def test_every_fault_is_refused_by_name(tmp_path, count, came_out):
    folder = tmp_path / "conf"
    shutil.copytree(CONF, folder)
    passed, nameless = [], []
    trees = {}
    for number in range(count):
        rng = random.Random(number)
        start = rng.choice(STARTS)
        if str(start) not in trees:
            trees[str(start)] = resolved(**start)
        tree = trees[str(start)]
        faulty, kind, keys = with_a_fault(tree, rng)
        try:
            check(faulty, folder, start["env"])
            passed.append((kind, keys, start))
        except click.ClickException as refusal:
            if not any(key in refusal.message for key in keys):
                nameless.append((kind, keys, refusal.message))
    came_out(f"{count - len(passed)} refused, {len(nameless)} without the name")
    assert not passed, passed
    assert not nameless, nameless


@pytest.mark.parametrize("start", STARTS, ids=lambda start: "-".join(start.values()))
def test_a_file_without_a_fault_passes(start, tmp_path):
    folder = tmp_path / "conf"
    shutil.copytree(CONF, folder)
    check(resolved(**start), folder, start["env"])
