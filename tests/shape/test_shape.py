"""The form of the code: what is imported, how long modules are, what they say of themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ticketroute

SOURCE = Path(ticketroute.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
BANNED = ("manager", "helper", "utils", "handler")


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    assert not {"numpy", "sklearn", "scipy", "cattrs", "joblib", "attrs"} & loaded_by("import ticketroute")


def test_opening_a_router_loads_no_scikit_learn():
    assert not {"sklearn", "scipy", "joblib"} & loaded_by(
        "import ticketroute as tr; tr.Router.open(desk='wargaming', store='memory:')"
    )


def test_every_public_name_loads():
    for name in ticketroute.__all__:
        assert getattr(ticketroute, name) is not None
    assert set(dir(ticketroute)) == set(ticketroute.__all__)
    with pytest.raises(AttributeError):
        _ = ticketroute.nothing


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_says_what_it_holds_and_stays_small(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    assert (ast.get_docstring(ast.parse(text)) or "").strip()
    assert not any(word in path.stem for word in BANNED)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_stage_reads_a_clock_or_the_network(path):
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    read = {f"{ast.unparse(node.value)}.{node.attr}" for node in tree if isinstance(node, ast.Attribute)}
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "os.environ", "os.getenv"}
    assert not read & clocks
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert not imported & {"socket", "urllib", "http", "requests", "pickle"}


def test_no_desk_is_named_in_code():
    for path in MODULES:
        code = ast.parse(path.read_text("utf-8"))
        docs = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.Expr)}
        words = [
            node.value
            for node in ast.walk(code)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        ]
        # Discord is a desk, and a product whose exports are read.
        desks = {"wargaming"} if path.parent.name == "products" else {"wargaming", "discord"}
        assert not any(word.startswith(("W-", "D-", "C-M", "M-", "N-")) or word in desks for word in words), path


def test_the_reference_of_the_api_is_fresh():
    script = SOURCE.parents[1] / "docs" / "generate.py"
    subprocess.run([sys.executable, str(script), "--check"], check=True)
