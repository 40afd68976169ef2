"""Atlassian documents (ADF) as plain text. Marks, colours and layout are dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

# Nodes that end a line.
_BLOCKS: Final = frozenset(
    {"paragraph", "heading", "listItem", "codeBlock", "tableRow", "rule", "panel", "mediaSingle", "taskItem"}
)
_MOST_NODES: Final = 100_000


def adf_text(document: object) -> object:
    r"""The words of a document; a text is given as it is.

    >>> said = [{"type": "text", "text": "Hi "}, {"type": "mention", "attrs": {"text": "@Bo"}}]
    >>> adf_text({"content": [{"type": "paragraph", "content": said}, {"type": "text", "text": "no sound"}]})
    'Hi @Bo\nno sound'
    """
    if not isinstance(document, Mapping):
        return document
    return "".join(_parts(document)).strip()


def _parts(document: Mapping[str, object]) -> Iterator[str]:
    """Texts in order, without recursion: a document may be nested as deep as it likes."""
    waiting: list[object] = [document]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, Mapping):
            yield _own_text(node)
            if str(node.get("type")) in _BLOCKS:
                waiting.append("\n")
            content = node.get("content")
            waiting += reversed(content) if isinstance(content, list) else []


def _own_text(node: Mapping[str, object]) -> str:
    kind, found = str(node.get("type")), node.get("text")
    attrs = node.get("attrs")
    if kind == "hardBreak":
        return "\n"
    if kind in {"mention", "emoji", "status"} and isinstance(attrs, Mapping):
        found = attrs.get("text") or attrs.get("shortName")
    elif kind in {"inlineCard", "blockCard"} and isinstance(attrs, Mapping):
        found = attrs.get("url")
    return found if isinstance(found, str) else ""
