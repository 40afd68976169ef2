"""Public calls as a type checker must see them; checked by mypy, never run."""

from collections.abc import Iterator
from datetime import UTC, datetime

import ticketroute as tr

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def route(record: dict[str, object]) -> str:
    router = tr.Router.open(desk="wargaming", store="memory:")
    decision: tr.Decision = router.route(tr.Ticket.from_dict(record))
    due: datetime | None = decision.sla.resolution_due
    outcomes: Iterator[tr.Decision | tr.Rejected] = router.route_many(tr.read_export("export.jsonl"))
    told: list[str | int | None] = []
    for outcome in outcomes:
        match outcome:
            case tr.Rejected(line=line, problems=problems):
                told += [line, *(problem.remedy for problem in problems)]
            case tr.Decision(category=category):
                told.append(category)
    predictions: list[tr.Prediction] = tr.classify(["text"])
    calendar = tr.Calendar.from_mapping({"tz": "UTC", "always_open": True})
    elapsed: int = calendar.elapsed(decision.merge.queue_date or EPOCH, EPOCH)
    return f"{predictions[0].category} {elapsed} {due} {told}"


def push(decision: tr.Decision) -> dict[str, object]:
    fields = tr.ZendeskFields(queues={"Payments": 7}, reply="public")
    return tr.to_zendesk_update(decision, fields, into="35")


def frame(rows: list[int]) -> list[int]:
    return tr.route_frame(rows, desk="generic", columns=tr.FrameColumns(prefix="d."), tz="UTC")
