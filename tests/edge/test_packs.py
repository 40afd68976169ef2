"""Packs over packs: exact overriding, faults with their lines, and a schema that agrees with the loader."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files

import pytest

from ticketroute.cli.desk_tables import differences
from ticketroute.edge.policy import load_desk, read_desk, shipped_desks
from ticketroute.edge.schema import policy_schema
from ticketroute.errors import InvalidPolicyError, UnknownDeskError


def desk(text: str):
    return read_desk(text.encode(), name="mine")


def faults(text: str) -> list[str]:
    with pytest.raises(InvalidPolicyError) as found:
        desk(text)
    return [str(problem) for problem in found.value.problems]


def test_a_pack_that_extends_says_only_what_is_otherwise():
    mine = desk('extends = "generic"\nname = "mine"\n[categories.technical]\nqueue = "Q"\n')
    assert differences(load_desk("generic"), mine) == [
        "categories.technical.queue: Technical → Q",
        "extends: - → generic",
        "name: generic → mine",
    ]


def test_a_list_replaces_the_one_below_and_rows_are_appended_if_asked():
    below = load_desk("wargaming")
    row = '[[{table}targets]]\nrule = "MINE"\ncategories = []\nresolution = "1 hour"\n'
    assert len(desk('extends = "wargaming"\n' + row.format(table="")).targets) == 1
    appended = desk('extends = "wargaming"\n' + row.format(table="append.")).targets
    assert appended == (*below.targets, appended[-1])


def test_what_is_removed_is_gone():
    mine = desk('extends = "generic"\nremove = ["categories.other", "incidents", "merging"]\n')
    assert "other" not in mine.categories
    assert mine.incidents is None


def test_the_digest_is_that_of_all_files():
    one, other = (desk(f'extends = "{name}"\n').digest for name in ("generic", "wargaming"))
    assert len({one, other, load_desk("generic").digest}) == 3


def test_a_pack_beside_the_file_is_extended(tmp_path):
    (tmp_path / "below.toml").write_text('extends = "generic"\ntitle = "Below"\n', "utf-8")
    (tmp_path / "mine.toml").write_text('extends = "below.toml"\nname = "mine"\n', "utf-8")
    mine = load_desk(tmp_path / "mine.toml")
    assert (mine.name, mine.title) == ("mine", "Below")


def test_packs_that_extend_each_other_are_refused(tmp_path):
    (tmp_path / "a.toml").write_text('extends = "b.toml"\n', "utf-8")
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n', "utf-8")
    with pytest.raises(InvalidPolicyError, match="leads back"):
        load_desk(tmp_path / "a.toml")


def test_a_pack_that_is_not_there_is_named():
    with pytest.raises(UnknownDeskError, match="nowhere"):
        desk('extends = "nowhere"\n')


def test_every_fault_names_its_line():
    text = """extends = "generic"

[categories.technical]
queue = "Q"
urgency = "tomorrow"

[[append.admissibility]]
rule = "X"
outcome = "vanish"
"""
    found = faults(text)
    assert found[0].startswith("line 5: categories.technical.urgency")
    assert any("admissibility.0.outcome" in one for one in found)


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ('remove = ["categories.nothing"]', "which is not there"),
        ('[merging]\nabout_requests = ["weather"]', "is no category"),
        ('[categories.technical]\nmerge = "category+reference"\nreferences = ["colour"]', "is no kind of id"),
        ('[categories.technical]\napart_by = ["colour"]', "is no fact"),
        ('[tree.subcategories]\nweather = "storm"', "is no category"),
        ('[[channels]]\nrule = "X"\nchannels = ["pigeon"]\nto = "form"', "is no channel"),
        ('[words.tips.review]\nen = "{nothing}"', "has an unknown slot"),
        ('[incidents]\nwindow = "soon"', "a duration"),
        ("colour = 1", "is not a key"),
    ],
)
def test_what_leads_nowhere_is_refused(addition, words):
    assert any(words in one for one in faults(f'extends = "generic"\n{addition}\n'))


def keys(record: dict, schema: dict, path: str = "") -> list[str]:
    """Keys of a pack that the schema does not know."""
    unknown = []
    for name, value in record.items():
        part = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
        if not part:
            unknown.append(f"{path}{name}")
        elif isinstance(value, dict):
            unknown += keys(value, part, f"{path}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict) and "properties" in part.get("items", {}):
            unknown += [key for row in value for key in keys(row, part["items"], f"{path}{name}.")]
    return unknown


@pytest.mark.parametrize("name", shipped_desks())
def test_the_schema_knows_every_key_of_the_shipped_packs(name):
    record = tomllib.loads((files("ticketroute.desks") / f"{name}.toml").read_text("utf-8"))
    assert keys(record, policy_schema()) == []
    assert json.dumps(policy_schema())
