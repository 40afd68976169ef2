"""Writes docs/reference/rules.md: each rule, its words, its source, where it is set and which tests hold it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from ticketroute.edge.policy import load_desk, shipped_desks

ROOT = Path(__file__).parents[1]
TARGET = Path(__file__).parent / "reference" / "rules.md"
# The desk whose rules have a prefix, and the document that they come from.
DESKS: Final[Mapping[str, tuple[str, str]]] = {
    "ALL": ("generic", "000 to 004"),
    "W": ("wargaming", "003"),
    "D": ("discord", "000"),
    "O": ("order-store", "001"),
    "C": ("cstream", "002"),
    "M": ("marketplace", "003, at its end"),
    "N": ("nordvpn", "004"),
}
# What all desks share comes from several places; "ours" is said in no document.
SHARED: Final[Mapping[str, str]] = {
    "ALL-MERGE-1": "003, 6",
    "ALL-MERGE-2": "003, 6",
    "ALL-MERGE-3": "001, 4; 003, 6",
    "ALL-MERGE-4": "ours, after 003, 6",
    "ALL-MERGE-5": "ours",
    "ALL-TRIAGE": "003, the most common problems",
    "ALL-FIFO": "003, 6",
    "ALL-TIP": "001, at its end; 003, short answers",
    "ALL-DETAIL": "001, 3; 003, 2 and 4",
    "ALL-GUESS": "ours",
}
# Laws of the code that no constant of it names.
LAWS: Final[Mapping[str, str]] = {
    "ALL-CLASS": "the model's categories",
    "ALL-FIFO": "`cases`: the order of the queue",
    "ALL-TIP": "`rules/tips.py`",
    "O-HELPFUL": "`domain/event.py`: `tip_helped`",
}
_ID: Final = re.compile(r"\b(?:ALL|[WDOCMN])-[A-Z]+(?:-\d)?\b")
_HEADER: Final = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?")


def page() -> str:
    """The whole page as text."""
    head = "# Rules\n\nWritten by `python docs/rules.py`; do not edit. A decision names the rules that had a say.\n"
    tests, places = _tests(), _places()
    return head + "".join(_section(prefix, tests, places) for prefix in DESKS)


def _section(prefix: str, tests: Mapping[str, list[str]], places: Mapping[str, list[str]]) -> str:
    desk, source = DESKS[prefix]
    words = {rule: said for rule, said in load_desk(desk).rules.items() if rule.split("-")[0] == prefix}
    title = f"`{desk}`" if prefix != "ALL" else "Every desk"
    lines = [f"\n## {title}\n\n", "| rule | says | source | set in | tests |\n", "|---|---|---|---|---|\n"]
    for rule, said in words.items():
        cells = (rule, said, SHARED.get(rule, source), "<br>".join(places[rule]), "<br>".join(tests.get(rule, [])))
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines)


def _places() -> dict[str, list[str]]:
    """Where each rule is set: the modules whose code names it, and the packs with their tables."""
    found: dict[str, list[str]] = {rule: [place] for rule, place in LAWS.items()}
    source = ROOT / "src" / "ticketroute"
    for path in sorted(source.rglob("*.py")):
        for rule in sorted({rule for text in _constants(path) for rule in _ID.findall(text)}):
            found.setdefault(rule, []).append(f"`{path.relative_to(source).as_posix()}`")
    for desk in shipped_desks():
        tables: dict[str, list[str]] = {}
        for rule, table in _named(desk):
            tables.setdefault(rule, []).append(f"`{table}`")
        for rule, named in tables.items():
            found.setdefault(rule, []).append(f"{desk}: {', '.join(dict.fromkeys(named))}")
    return found


def _constants(path: Path) -> Iterator[str]:
    """The strings of a module that are values, not its docstrings."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def _named(desk: str) -> Iterator[tuple[str, str]]:
    """Each rule that a pack names in a value or a comment, with its table; its words do not count."""
    table = ""
    for line in (files("ticketroute.desks") / f"{desk}.toml").read_text("utf-8").splitlines():
        header = _HEADER.match(line)
        if header is not None:
            table = header[1]
        if table != "rules":
            key = table or line.split("=", maxsplit=1)[0].strip()
            if table == "words.rules":  # the tip by whose words a rule is made known
                key = f"words.tips.{line.split('=', maxsplit=1)[0].strip()}"
            yield from ((rule, key.replace('"', "")) for rule in _ID.findall(line))


def _tests() -> dict[str, list[str]]:
    """The tests that the marker ``rule`` gives to each rule, by file."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        mine: dict[str, list[str]] = {}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for rule in filter(None, map(_marked, node.decorator_list)):
                    mine.setdefault(rule, []).append(f"`{node.name}`")
        link = f"[{path.stem}](../../{path.relative_to(ROOT).as_posix()})"
        for rule, names in mine.items():
            found.setdefault(rule, []).append(f"{link}: {', '.join(names)}")
    return found


def _marked(decorator: ast.expr) -> str | None:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) not in {"rule", "pytest.mark.rule"}:
        return None
    first = decorator.args[0] if decorator.args else None
    return str(first.value) if isinstance(first, ast.Constant) else None


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if TARGET.read_text("utf-8") == page() else "docs/reference/rules.md is stale; run docs/rules.py")
    TARGET.write_text(page(), "utf-8")
