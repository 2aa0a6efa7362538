"""Which code a result depends on, told by its syntax tree: comments, docstrings and layout don't count.

A function depends on the names that it reads in its own module, and on the modules of this package that it or they import;
those count whole, with all that they import in turn. What is imported for type checkers alone does not run and does not count.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent
PACKAGE = ROOT.name


def code_version(function: Callable[..., Any]) -> str:
    """SHA-256 of the code of this package that a call of the function may run."""
    function = inspect.unwrap(function)
    module = inspect.getmodule(function)
    if not isinstance(module, ModuleType) or module.__name__.split(".")[0] != PACKAGE:
        return _digest_of([f"{function.__module__}.{function.__qualname__}"])
    definitions = _definitions_read_by(function.__name__, module.__name__)
    imported = closure({name for each in definitions for name in _imports(each)})
    return _digest_of([*map(ast.dump, definitions), *(_version_of_module(name) for name in sorted(imported))])


def _digest_of(words: Iterable[str]) -> str:
    """SHA-256 of texts, in this order."""
    digest = hashlib.sha256()
    for each in words:
        digest.update(each.encode() + b"\0")
    return digest.hexdigest()


def without_words(source: str) -> ast.Module:
    """The syntax tree of a module, without its docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree


def closure(modules: set[str]) -> set[str]:
    """These modules and all modules of the package that they import, directly or not."""
    found: set[str] = set()
    waiting = set(modules)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(_imports_of_module(name)) - found
    return found


def _definitions_read_by(name: str, module: str) -> list[ast.stmt]:
    """What a module says at its top level and the function of this name reads, in the order of the module."""
    top: dict[str, ast.stmt] = {}
    for statement in _tree(module).body:
        for bound in _bound_by(statement):
            top[bound] = statement
    read: dict[str, ast.stmt] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each in top and each not in read:
            read[each] = top[each]
            waiting += [node.id for node in ast.walk(top[each]) if isinstance(node, ast.Name)]
    return sorted(set(read.values()), key=lambda statement: statement.lineno)


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.split(".")[0] for alias in statement.names)
    elif not _for_type_checkers(statement):
        yield from (
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        )


def _imports(node: ast.AST) -> Iterator[str]:
    """Modules of this package that are imported anywhere in the node, functions included."""
    if _for_type_checkers(node):
        return
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == PACKAGE:
        base = str(node.module)
        yield from (name for name in (base, *(f"{base}.{alias.name}" for alias in node.names)) if _path(name))
    elif isinstance(node, ast.Import):
        yield from (
            alias.name for alias in node.names if alias.name.split(".")[0] == PACKAGE and _path(alias.name)
        )
    for child in ast.iter_child_nodes(node):
        yield from _imports(child)


def _for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def _imports_of_module(module: str) -> tuple[str, ...]:
    return tuple(_imports(_tree(module)))


@cache
def _version_of_module(module: str) -> str:
    """Of its tree, and of the templates and styles that lie beside it."""
    path = _module_file(module)
    beside = sorted(each for each in path.parent.iterdir() if each.suffix in {".html", ".css", ".js"})
    return _digest_of(
        [module, ast.dump(_tree(module)), *(each.read_text(encoding="utf-8") for each in beside)]
    )


@cache
def _tree(module: str) -> ast.Module:
    return without_words(_module_file(module).read_text(encoding="utf-8"))


def _module_file(module: str) -> Path:
    path = _path(module)
    assert path is not None
    return path


@cache
def _path(module: str) -> Path | None:
    place = ROOT.joinpath(*module.split(".")[1:])
    for path in (place.with_suffix(".py"), place / "__init__.py"):
        if path.is_file():
            return path
    return None
