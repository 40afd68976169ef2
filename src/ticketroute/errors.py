"""The whole exception tree on one screen. No logic beyond the words of a message.

An expected outcome (unsure, not admissible, a bad row in an export) is a value, never one of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@frozen(kw_only=True)
class Problem:
    """One fault of a record or a policy: where it is, what stands there, and the way out.

    ``line`` is the line of a policy pack's file, from 1.

    >>> print(Problem(path="signed_in", value="false", message="is not true or false",
    ...               remedy="write it without quotes"))
    signed_in is not true or false: 'false'; write it without quotes
    """

    path: str
    message: str
    remedy: str
    value: object = None
    code: str = "invalid"
    line: int | None = None

    def __str__(self) -> str:
        shown = "" if self.value is None else f": {shorten(self.value)}"
        place = "" if self.line is None else f"line {self.line}: "
        return f"{place}{self.path} {self.message}{shown}; {self.remedy}"


def shorten(value: object, limit: int = 60) -> str:
    """Show a value in a message, cut in the middle when it is long."""
    # A body of ten megabytes is cut before repr() copies it.
    text = repr(value[:limit] if isinstance(value, str | bytes | list) else value)
    return text if len(text) <= limit else f"{text[: limit - 10]}…{text[-8:]}"


class TicketrouteError(Exception):
    """Root of everything this library raises on purpose; it goes from process to process as it is."""

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[TicketrouteError], said: tuple[object, ...], known: Mapping[str, object]) -> TicketrouteError:
    """An error that another process has raised; its words were put together there."""
    found = kind.__new__(kind, *said)
    found.args = said
    found.__dict__.update(known)
    return found


class ProblemsError(TicketrouteError, ValueError):
    """Several faults at once; ``problems`` holds each with its path, value and remedy."""

    def __init__(self, subject: str, problems: Sequence[Problem]) -> None:
        self.subject = subject
        self.problems = tuple(problems)
        super().__init__(f"{subject}: " + "; ".join(str(problem) for problem in self.problems))


class InvalidTicketError(ProblemsError):
    """A ticket's record cannot be used."""


class InvalidEventError(ProblemsError):
    """An event's record cannot be used."""


class TicketConflictError(InvalidTicketError):
    """A ticket's id was used before with other content."""


class InvalidPolicyError(ProblemsError):
    """A desk's policy pack cannot be used; nothing of it was applied."""


class InvalidMappingError(ProblemsError):
    """A file that says which column of an export is which field cannot be used."""


class InvalidIdentitiesError(TicketrouteError, ValueError):
    """A table of aliases that contradicts itself."""

    def __init__(self, alias: str, detail: str) -> None:
        self.alias, self.detail = alias, detail
        super().__init__(f"alias {alias!r} {detail}; name one person for each alias")


class UnknownDeskError(TicketrouteError, LookupError):
    """No shipped desk has that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name, self.known = name, tuple(known)
        super().__init__(f"no desk {name!r}; shipped are {', '.join(known)}; or give a .toml file's path")


class ClockError(TicketrouteError):
    """Time arithmetic that would give a wrong date."""


class NaiveInstantError(ClockError, ValueError):
    """An instant without a UTC offset."""

    def __init__(self, field: str, value: object) -> None:
        self.field, self.value = field, value
        super().__init__(f"{field} has no UTC offset: {value}; attach the zone it was written in")


class UnknownZoneError(ClockError, LookupError):
    """No such IANA time zone on this machine."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no time zone {name!r}; use an IANA name such as 'Europe/Paris'")


class NeverOpenError(ClockError, ValueError):
    """A calendar without any opening, or none within the horizon."""

    def __init__(self, calendar: str, detail: str) -> None:
        self.calendar = calendar
        super().__init__(f"calendar {calendar!r} {detail}; give it opening hours or 'always_open'")


class ModelError(TicketrouteError):
    """A classification model that cannot be used."""


class ModelNotFoundError(ModelError, FileNotFoundError):
    """No model file at that place."""

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)
        super().__init__(f"no model at {path}; run 'make model' or reinstall the package")


class ModelDamagedError(ModelError, ValueError):
    """A model file that is truncated, changed or hostile."""

    def __init__(self, path: Path | str, detail: str) -> None:
        self.path, self.detail = str(path), detail
        super().__init__(f"{path}: {detail}; reinstall the package or train the model again")


class ModelVersionError(ModelError, ValueError):
    """A model written for another version of the features."""

    def __init__(self, path: Path | str, found: object, supported: int) -> None:
        self.found, self.supported = found, supported
        super().__init__(f"{path}: format {found!r}, this library reads {supported}; upgrade or retrain")


class ModelMismatchError(ModelError, ValueError):
    """Two parts of a model that were not made for each other."""

    def __init__(self, part: str, expected: object, found: object) -> None:
        self.part, self.expected, self.found = part, expected, found
        super().__init__(f"the head was trained on {part} {expected!r}, not {found!r}; train one for it")


class StoreError(TicketrouteError):
    """The store of cases could not do its work; nothing of the failed call was saved."""


class StoreLockedError(StoreError):
    """Another process held the store for longer than the timeout; trying again is safe."""


class StoreDamagedError(StoreError):
    """The store's file is not a database, is corrupt, or belongs to another program."""


class StoreVersionError(StoreError):
    """The store was written by a newer version of this library, or must be migrated first."""


class StoreFullError(StoreError):
    """No space is left for the store; nothing of the failed call was saved."""


class StoreReadOnlyError(StoreError):
    """The store may not be written by this user, or lies on a read-only file system."""


class StoreUnreachableError(StoreError):
    """The database server does not answer or refuses the connection."""


class NotInTransactionError(StoreError, ValueError):
    """A caller's connection has no open transaction that the store could join."""


class UnknownStoreError(StoreError, ValueError):
    """A store URL of an unknown kind; ``url`` is it without user and password."""

    def __init__(self, url: str) -> None:
        scheme, separator, rest = url.rpartition("://")
        self.url = f"{scheme}{separator}{rest.rpartition('@')[2]}"
        ways = "'memory:', 'temporary:', 'sqlite:///path/to/cases.db' or 'postgresql://user@host/db'"
        super().__init__(f"no store for {self.url!r}; use {ways}")


class CaseNotFoundError(StoreError, LookupError):
    """No case has that id."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(f"no case {case_id!r} at this desk")


class MergeRefusedError(StoreError, ValueError):
    """A correction that would join what must stay apart, or take out what is not there."""

    def __init__(self, case_id: str, detail: str) -> None:
        self.case_id, self.detail = case_id, detail
        super().__init__(f"case {case_id}: {detail}")


class WorkerError(TicketrouteError, RuntimeError):
    """A process that shares the work has ended."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "a process of this run has ended; a script that asks for jobs must do so under "
            "`if __name__ == '__main__':`, and each process needs memory for its share"
        )


class ExportError(TicketrouteError, ValueError):
    """An export that cannot be read at all; single bad rows are values, not exceptions."""


class PayloadError(TicketrouteError, ValueError):
    """A decision that cannot be put into a product's fields as they were mapped; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class FrameError(TicketrouteError, ValueError):
    """A data frame whose columns cannot be used; single bad rows are values, not exceptions."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class FrameKindError(FrameError, TypeError):
    """An object that is no data frame of a known kind."""


class MissingExtraError(TicketrouteError, ImportError):
    """An optional dependency is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        super().__init__(f"{purpose} needs an extra; run: pip install 'ticketroute[{extra}]'")
