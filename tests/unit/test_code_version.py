"""What counts as another version of the code of a node."""

import ast
import sys

import pytest

from gan_augmentation import code_version as module
from gan_augmentation.code_version import closure, code_version, without_words

NODES = '''
"""Nodes."""
from __future__ import annotations
from typing import TYPE_CHECKING
from gan_augmentation.one import used
if TYPE_CHECKING:
    from gan_augmentation.two import Unread

LIMIT = 3


def node(x: Unread) -> int:
    """Words."""
    return used(x) + helper(x)


def helper(x: int) -> int:
    return x + LIMIT


def other(x: int) -> int:
    from gan_augmentation.two import lazily
    return lazily(x)
'''
FILES = {
    "__init__.py": "",
    "nodes.py": NODES,
    "one.py": "def used(x):\n    from gan_augmentation.three import deep\n    return deep(x)\n",
    "two.py": "class Unread: ...\ndef lazily(x): return x\n",
    "three.py": "def deep(x):\n    return x\n",
    "page/__init__.py": "",
    "page/draw.py": "def draw(x): return x\n",
    "page/page.html": "<p>",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package in the place of this one; gives a function that says the version of one of its functions."""
    root = tmp_path / "gan_augmentation"
    monkeypatch.setattr(module, "ROOT", root)
    for name, source in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(source)

    def version(name="node", where="nodes", **changes):
        for file, (old, new) in changes.items():
            path = root / file.replace("__", "/").replace("_py", ".py").replace("_html", ".html")
            assert old in path.read_text()
            path.write_text(path.read_text().replace(old, new))
        for cache in (module._imports_of_module, module._version_of_module, module._tree, module._path):
            cache.cache_clear()
        fake = type(sys)(f"gan_augmentation.{where}")
        monkeypatch.setitem(sys.modules, fake.__name__, fake)
        function = eval("lambda x: x")
        function.__name__, function.__module__ = name, fake.__name__
        return code_version(function)

    yield version
    for cache in (module._imports_of_module, module._version_of_module, module._tree, module._path):
        cache.cache_clear()


@pytest.mark.parametrize(
    "change",
    [
        {"nodes_py": ("used(x) +", "used(x) -")},
        {"nodes_py": ("x + LIMIT", "x - LIMIT")},
        {"nodes_py": ("LIMIT = 3", "LIMIT = 4")},
        {"one_py": ("deep(x)", "deep(x + 1)")},
        {"three_py": ("return x", "return -x")},
    ],
    ids=["its own line", "a helper", "a constant", "a module it imports", "a module imported inside that"],
)
def test_another_version_is_one_that_can_give_another_result(package, change):
    assert package() != package(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"nodes_py": ("Words.", "Other words.")},
        {"nodes_py": ("return lazily(x)", "return lazily(2 * x)")},
        {"two_py": ("return x", "return -x")},
        {"one_py": ("def used(x):", "# a comment\ndef used( x ):")},
    ],
    ids=[
        "a docstring",
        "another function beside it",
        "what is imported for types alone",
        "comments and layout",
    ],
)
def test_the_version_stays_where_the_result_does(package, change):
    assert package() == package(**change)


def test_a_template_belongs_to_the_code_beside_it(package):
    show = {
        "nodes_py": ("return x + LIMIT", "from gan_augmentation.page import draw\n    return draw.draw(x)")
    }
    assert package(**show) != package(page__page_html=("<p>", "<b>"))


def test_a_function_from_elsewhere_is_known_by_its_name():
    assert code_version(ast.dump) == code_version(ast.dump) != code_version(ast.parse)


def test_imports_are_followed_wherever_they_stand():
    found = closure({"gan_augmentation.pipelines.train_gan.nodes"})
    assert {"gan_augmentation.gan.training", "gan_augmentation.gan.networks.strided"} <= found
    assert "gan_augmentation.experiments.bench" not in found


def test_words_do_not_count():
    plain = "def f(x):\n    return x + 1\n"
    worded = '"""Words."""\ndef f(x):\n    """More."""\n    return x  + 1  # why\n'
    assert ast.dump(without_words(plain)) == ast.dump(without_words(worded))
    assert ast.dump(without_words(plain)) != ast.dump(without_words(plain.replace("1", "2")))
