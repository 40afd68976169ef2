from importlib.resources import files

import pytest

from ticketroute.domain.policy import COMPLEXITIES, PRIORITIES, URGENCIES
from ticketroute.edge.policy import load_desk, read_desk, shipped_desks
from ticketroute.errors import InvalidPolicyError, UnknownDeskError

PACK = (files("ticketroute.desks") / "wargaming.toml").read_text("utf-8")

FAULTS = [
    ("unknown key", 'version = "1"', 'version = "1"\ncolour = "red"', "colour"),
    ("wrong type", 'version = "1"', "version = 1", "version"),
    ("missing key", 'review_queue = "Tri > À relire par une personne"', "", "review_queue"),
    ("unknown urgency", 'urgency = "soon"', 'urgency = "now"', "categories.payment_failure.urgency"),
    ("unknown fact", 'fact = "same_clan"', 'fact = "same_guild"', "admissibility.2.when.0.fact"),
    ("no duration", 'older_than = "7 days"', 'older_than = "a week"', "admissibility.3.when.0.older_than"),
    ("unknown category", 'categories = ["account_loss"]', 'categories = ["account_los"]', "admissibility.5.categories"),
    ("unknown channel", '"forum", "chat"', '"forums", "chat"', "channels.0"),
    ("redirect to nowhere", 'to = "sign_in"', "", "admissibility.5.to"),
    ("hold without end", 'until = "paid_at"\n', "", "admissibility.7"),
    ("unknown evidence", 'want = ["screenshot"]', 'want = ["photo"]', "evidence.2"),
    ("unknown calendar", 'calendar = "around_the_clock"', 'calendar = "office"', "calendar"),
    ("unknown zone", 'time_zone = "UTC" ', 'time_zone = "Mars/Base" ', "time_zone"),
    ("gap in the matrix", '[priority.matrix.soon]\ncomplex = "high"\n', "[priority.matrix.soon]\n", "priority.matrix"),
    (
        "matrix not monotone",
        '[priority.matrix.soon]\ncomplex = "high"\n',
        '[priority.matrix.soon]\ncomplex = "low"\n',
        "priority.matrix",
    ),
    ("no words in a language", 'languages = ["fr", "en"]', 'languages = ["fr", "en", "de"]', "words.tips.review"),
    ("unknown slot", "part de là. Si", "part de {la}. Si", "words.tips.rule.W-PAY-1.fr"),
    ("untested condition", '{ fact = "same_clan", equals = true }', '{ fact = "same_clan" }', "admissibility.2.when.0"),
    (
        "no target",
        'rule = "W-PROP-2"\ncategories = ["game_property"]',
        'rule = "W-PROP-2"\ncategories = ["technical"]',
        "targets",
    ),
]


@pytest.mark.parametrize(("old", "new", "path"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named_by_its_path(old, new, path):
    assert old in PACK
    with pytest.raises(InvalidPolicyError) as fault:
        read_desk(PACK.replace(old, new, 1).encode())
    assert path in {problem.path for problem in fault.value.problems}


def test_all_faults_are_told_at_once():
    faulty = PACK.replace('version = "1"', "version = 1\ncolour = 1").replace('older_than = "7 days"', "older_than = 7")
    with pytest.raises(InvalidPolicyError) as fault:
        read_desk(faulty.encode())
    assert {p.path for p in fault.value.problems} == {"version", "colour", "admissibility.3.when.0.older_than"}


def test_what_is_no_toml_is_refused_with_its_line():
    with pytest.raises(InvalidPolicyError, match="not TOML"):
        read_desk(b"name = ")


def test_a_pack_of_your_own_is_loaded_from_its_path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(PACK.replace('name = "wargaming"', 'name = "mine"'), "utf-8")
    assert load_desk(path).name == load_desk(str(path)).name == "mine"
    assert load_desk(path).digest != load_desk("wargaming").digest


def test_an_unknown_desk_names_those_that_ship(tmp_path):
    with pytest.raises(UnknownDeskError, match="wargaming"):
        load_desk("wargamin")
    with pytest.raises(InvalidPolicyError, match="cannot be read"):
        load_desk(tmp_path / "none.toml")


@pytest.mark.parametrize("name", shipped_desks())
def test_every_shipped_desk_is_sound(name):
    desk = load_desk(name)
    ranks = [[PRIORITIES.index(desk.priority.at(u, c)) for c in COMPLEXITIES] for u in URGENCIES]
    assert ranks == sorted(ranks)
    assert desk.name == name
