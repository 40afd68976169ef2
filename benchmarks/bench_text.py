"""The text stage: how many mails of the suites it reads rightly by half, and what it costs.

HTML is compared with selectolax and the standard library's parser, which give text but mark no quotation; the other
steps with the scoring that follows them. The texts are those of the suites and of the example export.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from rounds import run
from selectolax.lexbor import LexborHTMLParser

from ticketroute.domain.ticket import Ticket
from ticketroute.edge.readers import read_export
from ticketroute.model.linear import LinearModel
from ticketroute.model.stored import shipped_model
from ticketroute.rules.reading import text_of
from ticketroute.text.markup import html_to_text, plain_text
from ticketroute.text.mask import mask
from ticketroute.text.prose import prose_of
from ticketroute.text.quotes import without_history

ROOT = Path(__file__).parents[1]
REPEATS = 20


def rows(name: str) -> list[dict[str, str]]:
    """The cases of a suite."""
    return [json.loads(line) for line in (ROOT / "tests" / "golden" / name).read_text("utf-8").splitlines()]


def spaced(text: str) -> str:
    """A text whose layout does not count."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[ \t\xa0\u202f]+", " ", text)).strip()


def measure() -> None:
    """Print how many cases are read as they are meant to be."""
    right: Counter[tuple[str, str]] = Counter()
    of: Counter[tuple[str, str]] = Counter()
    for row in rows("quotes.jsonl"):
        of["quotes", row["half"]] += 1
        right["quotes", row["half"]] += spaced(without_history(row["text"])) == spaced(row["own"])
    for row in rows("html.jsonl"):
        of["html", row["half"]] += 1
        right["html", row["half"]] += spaced(plain_text(None, row["html"], is_html=True)) == spaced(row["text"])
    for (suite, half), count in of.items():
        print(f"{suite:<8}{half:<8}{right[suite, half]:>4} of {count}")


class _Words(HTMLParser):
    """Fifteen lines that anybody would write."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in {"p", "div", "br", "li", "tr"}:
            self.parts.append("\n")


def by_standard_library(source: str) -> str:
    """The text of a page after `html.parser`."""
    parser = _Words()
    parser.feed(source)
    parser.close()
    return "".join(parser.parts)


def by_selectolax(source: str) -> str:
    """The text of a page after lexbor."""
    body = LexborHTMLParser(source).body
    return body.text(separator="\n") if body is not None else ""


def main() -> None:
    """Print the figures."""
    measure()
    pages = [row["html"] for row in rows("html.jsonl")] * REPEATS
    run(
        "HTML to text",
        {
            "html.parser": lambda: [by_standard_library(page) for page in pages],
            "selectolax": lambda: [by_selectolax(page) for page in pages],
            "ticketroute, quotations marked": lambda: [html_to_text(page) for page in pages],
        },
        items=len(pages),
        packages=("selectolax",),
    )
    export = read_export(ROOT / "examples" / "wargaming-autumn.jsonl")
    tickets = [ticket for ticket in export if isinstance(ticket, Ticket)]
    mails = [
        Ticket(id=row["id"], requester="p", received_at=tickets[0].received_at, body=row["text"])
        for row in rows("quotes.jsonl")
    ]
    for title, some in (("The example export", tickets * 8), ("The suite of quoted mails", mails * REPEATS)):
        _steps(title, some, shipped_model())


def _steps(title: str, tickets: list[Ticket], model: LinearModel) -> None:
    texts = [text_of(ticket) for ticket in tickets]
    run(
        title,
        {
            "words of a ticket": lambda: [text_of(ticket) for ticket in tickets],
            "what of them is scored": lambda: [prose_of(text) for text in texts],
            "masking": lambda: [mask(text) for text in texts],
            "scoring": lambda: model.probabilities(texts),
        },
        items=len(tickets),
    )


if __name__ == "__main__":
    main()
