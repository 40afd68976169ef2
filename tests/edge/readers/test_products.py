import json
from pathlib import Path

import pytest

from ticketroute.domain.rejected import Rejected
from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import open_export, read_export
from ticketroute.errors import ExportError

EXPORTS = Path(__file__).parents[2] / "data" / "exports"
CASES = sorted(EXPORTS.rglob("expected.json"))


def case_name(path: Path) -> str:
    return str(path.parent.relative_to(EXPORTS))


def told(rejected: Rejected) -> list[object]:
    return [rejected.ticket_id, rejected.problems[0].code, rejected.line]


@pytest.mark.parametrize("case", CASES, ids=case_name)
def test_an_export_is_recognised_and_read_as_written_beside_it(case):
    expected = json.loads(case.read_text("utf-8"))
    path, options = case.parent / expected["read"], expected.get("options", {})
    assert open_export(path, **options)[0].name == expected["product"]
    if remedy := expected.get("refused"):
        with pytest.raises(ExportError, match=remedy):
            read_export(path, **options)
        return
    outcomes = list(read_export(path, **options))
    assert [o for o in outcomes if isinstance(o, Ticket)] == [Ticket.from_dict(one) for one in expected["tickets"]]
    assert [told(o) for o in outcomes if isinstance(o, Rejected)] == expected["rejected"]


@pytest.mark.parametrize("case", [c for c in CASES if "refused" not in c.read_text("utf-8")], ids=case_name)
def test_every_row_in_error_says_where_and_what_to_do(case):
    expected = json.loads(case.read_text("utf-8"))
    outcomes = read_export(case.parent / expected["read"], **expected.get("options", {}))
    for row in outcomes:
        if isinstance(row, Rejected):
            assert row.line
            assert row.source
            assert all(problem.remedy and problem.path for problem in row.problems)
