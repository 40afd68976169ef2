"""A desk's policy as frozen tables. It holds no code that decides: `rules` and `clock` read the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from attrs import field, frozen

from ticketroute.domain.condition import Condition
from ticketroute.domain.duration import Duration
from ticketroute.domain.ladder import LadderStep

Outcome = Literal["hold", "redirect", "decline", "needs_info"]
Urgency = Literal["immediate", "soon", "can_wait"]
Complexity = Literal["simple", "complex"]
PriorityName = Literal["urgent", "high", "normal", "low"]
MergeKey = Literal["category", "category+reference", "text", "none"]
Metric = Literal["first_reply", "next_reply", "resolution"]
OnMerge = Literal["restart", "keep"]
OnReopen = Literal["continue", "restart", "pause"]
OnRetarget = Literal["recompute", "carry"]
OnCollision = Literal["merge", "separate", "error"]

# Most pressing first: their order is the order of the queue.
PRIORITIES: Final[tuple[PriorityName, ...]] = ("urgent", "high", "normal", "low")
URGENCIES: Final[tuple[Urgency, ...]] = ("immediate", "soon", "can_wait")
COMPLEXITIES: Final[tuple[Complexity, ...]] = ("complex", "simple")


@frozen(kw_only=True)
class AdmissionRule:
    """One row of the admissibility table: where all conditions hold, this outcome."""

    rule: str
    outcome: Outcome
    categories: tuple[str, ...] = ()
    except_categories: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    to: str | None = None
    until: str | None = None
    until_after: Duration | None = None
    ask: tuple[str, ...] = ()


@frozen(kw_only=True)
class EvidenceRule:
    """What a category needs (``require``) or would like (``want``); inside one entry, any part does."""

    rule: str
    categories: tuple[str, ...]
    require: tuple[tuple[str, ...], ...] = ()
    want: tuple[str, ...] = ()
    pauses_clock: bool = False
    when: tuple[Condition, ...] = ()


@frozen(kw_only=True)
class UrgencyRule:
    """A fact that makes requests of some categories more urgent than their category says."""

    rule: str
    urgency: Urgency
    categories: tuple[str, ...]
    when: tuple[Condition, ...]


@frozen(kw_only=True)
class TargetRule:
    """The promised times of some categories; a target left out means that none is promised.

    ``warn_at`` are shares of a target (0 to 1) at which a warning is due, ``warn_before`` times before its end: open
    time for targets in hours, time on the clock for targets in days. ``max_wait`` bounds the resolution
    from the first submission on, however often a repeat restarts it.
    """

    rule: str
    categories: tuple[str, ...]
    when: tuple[Condition, ...] = ()
    first_reply: Duration | None = None
    next_reply: Duration | None = None
    resolution: Duration | None = None
    no_deadline: bool = False
    max_wait: Duration | None = None
    warn_at: tuple[float, ...] = ()
    warn_before: tuple[Duration, ...] = ()
    calendar: str | None = None

    def promise(self, metric: Metric) -> Duration | None:
        """The promised time of one metric, None where there is none."""
        return {"first_reply": self.first_reply, "next_reply": self.next_reply, "resolution": self.resolution}[metric]


@frozen(kw_only=True)
class ChannelRule:
    """Channels through which a request does not reach the desk, and where to go instead.

    A row without categories and conditions is about every request, even one whose category is a guess.
    """

    rule: str
    channels: tuple[str, ...]
    to: str
    categories: tuple[str, ...] = ()
    except_categories: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()

    @property
    def always(self) -> bool:
        """Whether the channel alone decides."""
        return not (self.categories or self.except_categories or self.when)


@frozen(kw_only=True)
class CategoryPolicy:
    """Where one category goes and how its repeats are merged.

    ``references`` are kinds of ids (``transaction_id``, ``order_id``, ``sanction_id``) that set two requests apart and
    join one told twice, ``apart_by`` facts that only set apart. A case takes repeats for ``merge_window`` after each
    submission (none: until it is solved).
    A repeat later than the solution by less than ``reopen_within`` opens the solved case again. When a solved
    case is reopened, its clock has run on (``continue``), starts anew (``restart``), or the closed time counts as
    a pause. When its target changes, what was used up stays (``carry``) or all is reckoned by the new one.
    """

    queue: str
    urgency: Urgency
    complexity: Complexity
    topic: str | None = None
    merge: MergeKey = "category"
    references: tuple[str, ...] = ()
    apart_by: tuple[str, ...] = ()
    merge_window: Duration | None = None
    reopen_within: Duration | None = None
    on_merge_resolution: OnMerge = "restart"
    on_merge_first_reply: OnMerge = "keep"
    on_reopen: OnReopen = "pause"
    on_retarget: OnRetarget = "recompute"


@frozen(kw_only=True)
class CalendarPolicy:
    """Opening hours as they stand in the pack; `clock.calendar` makes a calendar of them."""

    always_open: bool = False
    time_zone: str | None = None
    weekly: Mapping[str, tuple[tuple[str, str], ...]] = field(factory=dict)
    holidays: tuple[str, ...] = ()
    holiday_countries: tuple[Mapping[str, str], ...] = ()
    holiday_hours: tuple[tuple[str, str], ...] = ()
    ignore_holidays: bool = False
    overrides: Mapping[str, tuple[tuple[str, str], ...]] = field(factory=dict)
    rule: str | None = None


@frozen(kw_only=True)
class Priorities:
    """The priority matrix and what makes a request more urgent."""

    matrix: Mapping[Urgency, Mapping[Complexity, PriorityName]]
    rules: tuple[UrgencyRule, ...] = ()

    @property
    def total(self) -> bool:
        """Whether every urgency and complexity has a priority."""
        return all(c in self.matrix.get(u, {}) for u in URGENCIES for c in COMPLEXITIES)

    def at(self, urgency: Urgency, complexity: Complexity) -> PriorityName:
        """The priority of one cell."""
        return self.matrix[urgency][complexity]


@frozen(kw_only=True)
class MergePolicy:
    """How the desk finds the case that a message speaks of, and what a person's correction may do.

    ``about_requests`` are categories in which people write about a request that they made before: such a message is
    searched for the case that it means. ``on_reclassify`` says what happens when a case's new category has an open
    case of its requester already.
    """

    about_requests: tuple[str, ...] = ()
    on_reclassify: OnCollision = "merge"


@frozen(kw_only=True)
class IncidentPolicy:
    """When reports of several people are linked: so many people, inside the window, in similar words (0 to 1)."""

    window: Duration
    people: int = 5
    similarity: float = 0.4


@frozen(kw_only=True)
class Words:
    """What the desk says, by language: tips by their key, and names for what a tip speaks of.

    ``rules`` names, by the tip's key, the rules of the rulebook that it makes known.
    """

    tips: Mapping[str, Mapping[str, str]] = field(factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(factory=dict)
    rules: Mapping[str, tuple[str, ...]] = field(factory=dict)


@frozen(kw_only=True)
class TopicTree:
    """What a request form asks for: a product, a sub-category (with its category), then the fields to fill in."""

    rule: str | None = None
    products: tuple[str, ...] = ()
    subcategories: Mapping[str, str] = field(factory=dict)
    fields: tuple[str, ...] = ()


@frozen(kw_only=True)
class StatedRule:
    """Facts that make a request's category, whatever its words say; a fact that is only likely makes none."""

    rule: str
    category: str
    when: tuple[Condition, ...]


@frozen(kw_only=True)
class CategoryRows:
    """The rows of a desk's tables that are about one category, in the tables' order."""

    admissibility: tuple[AdmissionRule, ...]
    evidence: tuple[EvidenceRule, ...]
    urgency: tuple[UrgencyRule, ...]
    targets: tuple[TargetRule, ...]

    @property
    def holds(self) -> bool:
        """Whether a request may be held at all."""
        return any(row.outcome == "hold" for row in self.admissibility)

    @property
    def stops_clock(self) -> bool:
        """Whether the clock may wait for evidence at all."""
        return any(row.pauses_clock for row in self.evidence)


@frozen(kw_only=True)
class Desk:
    """One organisation's support desk: every table that its decisions are read from.

    ``rules`` says in words what each rule id means that the tables name; ``rows`` are the tables by category.
    """

    name: str
    title: str
    version: str
    time_zone: str
    languages: tuple[str, ...]
    review_queue: str
    calendar: str
    calendars: Mapping[str, CalendarPolicy]
    categories: Mapping[str, CategoryPolicy]
    priority: Priorities
    targets: tuple[TargetRule, ...]
    channels: tuple[ChannelRule, ...] = ()
    admissibility: tuple[AdmissionRule, ...] = ()
    evidence: tuple[EvidenceRule, ...] = ()
    ladder: tuple[LadderStep, ...] = ()
    words: Words = Words()
    tree: TopicTree = TopicTree()
    stated: tuple[StatedRule, ...] = ()
    extends: str | None = None
    rules: Mapping[str, str] = field(factory=dict)
    merging: MergePolicy = MergePolicy()
    incidents: IncidentPolicy | None = None
    pause_states: tuple[str, ...] = ()
    abuse_rule: str | None = None
    formal_complaint_rule: str | None = None
    digest: str = ""
    rows: Mapping[str, CategoryRows] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Lay the tables out by category."""
        object.__setattr__(self, "rows", {name: self._rows_about(name) for name in self.categories})

    def _rows_about(self, category: str) -> CategoryRows:
        return CategoryRows(
            admissibility=tuple(row for row in self.admissibility if self.applies(row, category)),
            evidence=tuple(row for row in self.evidence if self.applies(row, category)),
            urgency=tuple(row for row in self.priority.rules if self.applies(row, category)),
            targets=tuple(row for row in self.targets if self.applies(row, category)),
        )

    def applies(
        self, rule: AdmissionRule | ChannelRule | EvidenceRule | UrgencyRule | TargetRule, category: str
    ) -> bool:
        """Whether a table's row is about the category; a row without categories is about all."""
        if rule.categories:
            return category in rule.categories
        return category not in getattr(rule, "except_categories", ())
