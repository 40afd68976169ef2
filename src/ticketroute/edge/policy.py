"""Policy packs from TOML to a `Desk`, checked as a whole. It applies no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

from attrs import evolve
from cattrs.errors import BaseValidationError

from ticketroute.domain.policy import Desk
from ticketroute.edge.convert import policy_converter, problems_of
from ticketroute.edge.packs import Pack, read_pack
from ticketroute.edge.policy_faults import faults_of
from ticketroute.errors import InvalidPolicyError, Problem, UnknownDeskError


def shipped_desks() -> tuple[str, ...]:
    """Names of the policy packs that ship with the library."""
    folder = files("ticketroute.desks")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_desk(source: str | Path) -> Desk:
    """Load a shipped desk by name, or a policy pack from a path.

    A string that ends in ``.toml`` is taken for a path. A pack may extend a shipped one, or one beside it.

    >>> load_desk("wargaming").categories["account_loss"].topic
    'account_recovery'

    Raises:
        UnknownDeskError: no shipped desk has that name.
        InvalidPolicyError: the file is missing, is not TOML, or holds faults; all of them at once.
    """
    if isinstance(source, Path) or source.endswith(".toml"):
        path = Path(source)
        return read_desk(_bytes_of(path), name=str(path), find=lambda name: _beside(path, name))
    return read_desk(_shipped(source), name=source)


def read_desk(raw: bytes, *, name: str = "desk", find: Callable[[str], bytes] | None = None) -> Desk:
    """Make a desk of the bytes of a TOML file; its digest is that of all files it is made of.

    Args:
        raw: the file's bytes.
        name: what the file is called in messages.
        find: gives the bytes of a pack that it extends; by default a shipped one.

    Raises:
        InvalidPolicyError: with every fault, each with its path and line in the file.
    """
    pack = read_pack(raw, name=name, find=find or _shipped, above=(name,))
    try:
        desk = policy_converter().structure(pack.record, Desk)
    except BaseValidationError as fault:
        raise _invalid(pack, problems_of(fault, pack.record)) from fault
    if problems := list(faults_of(desk)):
        raise _invalid(pack, problems)
    return evolve(desk, digest=pack.digest)


def _invalid(pack: Pack, problems: Iterable[Problem]) -> InvalidPolicyError:
    placed = [evolve(problem, line=pack.line_of(problem.path)) for problem in problems]
    return InvalidPolicyError(f"desk {pack.name}", placed)


def _shipped(name: str) -> bytes:
    if name not in shipped_desks():
        raise UnknownDeskError(name, shipped_desks())
    return (files("ticketroute.desks") / f"{name}.toml").read_bytes()


def _beside(path: Path, name: str) -> bytes:
    """A pack that one in a file extends: a file beside it if it is named as one, else a shipped pack."""
    return _bytes_of(path.parent / name) if name.endswith(".toml") else _shipped(name)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        problem = Problem(
            path=str(path), message="cannot be read", remedy=f"check the path ({fault.strerror})", code="unreadable"
        )
        raise InvalidPolicyError("desk", [problem]) from fault
