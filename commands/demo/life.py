"""One client's years as they unfold: a clock, an agenda of what is still to come, and what has been said so far.

Activities are plain functions of a life: they say events now and put what follows from them on the agenda. The
clock counts minutes from midnight of the first day, in the client's own time zone, and only moves forward: it is
the moment at which somebody sits down and records. What is recorded late says its earlier date itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count
from typing import Any, NamedTuple, TypeAlias

from commands.demo.dice import Dice
from commands.demo.goods import Product, price_list
from commands.demo.habits import Habit
from commands.demo.names import Country
from commands.demo.phrases import PHRASES, Phrases
from ledger.entry import Draft, client_stream, entry_id
from ledger.events import AnyEvent, Line, goods_value

__all__ = ["DAY", "Activity", "Debt", "Life", "Order", "Span", "Told"]

DAY = 24 * 60
_OPENS, _OPEN_FOR = 9 * 60, 510
_SATURDAY = 5

Told: TypeAlias = tuple[int, int, int, Draft]
"""What was said: minute in UTC, number of the teller, number of the saying; these three order a cohort's drafts."""


class Span(NamedTuple):
    """The days that a portfolio covers, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days there are."""
        return (self.last - self.first).days + 1


@dataclass(slots=True)
class Order:
    """An order on its way.

    Attributes:
        lines: what was ordered; once it is delivered, what was delivered.
        paid_by: the number of the payment that came before the goods.
        invoice: the number of the invoice that bills it.
    """

    number: str
    lines: tuple[Line, ...]
    paid_by: str = ""
    invoice: str = ""

    @property
    def worth(self) -> Decimal:
        """What the lines come to, unrounded."""
        return goods_value(self.lines)


@dataclass(slots=True)
class Debt:
    """What the client knows to owe on a document, or on one of its instalments. Days count from the first.

    A debt that is stuck stays open for months, whatever is promised and whatever else is paid. One that a bounced payment
    opened again is paid by nothing that came before that minute.
    """

    document: str
    open: Decimal
    on: int
    due: int
    instalment: int | None = None
    stuck: bool = False
    reopened: int = 0


@dataclass(slots=True)
class Life:
    """A client, who looks after them, and how things stand between both at the clock's moment.

    Attributes:
        number: counts the clients from 0.
        months: how many events should have been said by the end of each month.
        actor, behalf: who records now, and for whom where that is a deputy.
        size: how much the client orders against a small one.
        balance: what the client owes in all, as the ledger will have it.
        told_at_end: whether all of it is recorded on the last evening.
        strikes: the days as of which reconciliation acts are signed.
    """

    number: int
    code: str
    country: Country
    habit: Habit
    dice: Dice
    span: Span
    months: list[float]
    manager: str
    price_column: str
    payment_days: int
    size: int = 1
    parent: str | None = None
    now: int = 0
    said: int = 0
    actor: str = ""
    behalf: str | None = None
    balance: Decimal = Decimal(0)
    points: int = 0
    discount: int = 0
    told_at_end: bool = False
    strikes: list[int] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)
    range: list[int] = field(default_factory=list)
    debts: dict[tuple[str, int | None], Debt] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    _agenda: list[tuple[int, int, Activity, tuple[Any, ...]]] = field(default_factory=list)
    _told: list[Told] = field(default_factory=list)
    _turn: Iterator[int] = field(default_factory=count)
    _midnight: datetime = field(init=False)
    _end: int = field(init=False)
    phrases: Phrases = field(init=False)

    def __post_init__(self) -> None:
        first = self.span.first
        zone = timezone(timedelta(hours=self.country.zone))
        self._midnight = datetime(first.year, first.month, first.day, tzinfo=zone)
        self._end = self.span.days * DAY
        self.phrases = PHRASES[self.country.locale[:2]]
        self.actor = self.manager

    # Time

    @property
    def today(self) -> int:
        """Days since the first."""
        return self.now // DAY

    def date(self, day: int) -> date:
        """The calendar date of a day."""
        return self.span.first + timedelta(days=day)

    def moment(self, minute: int) -> datetime:
        """A minute of the clock as a date and time with the client's offset."""
        return self._midnight + timedelta(minutes=minute)

    def later(self, days: int, activity: Activity, *details: Any) -> int:
        """Puts an activity on the agenda, so many days from now or on the next working day; returns its minute."""
        day = self.now // DAY + days
        weekday = (self.span.first.weekday() + day) % 7
        if weekday >= _SATURDAY:
            day += 7 - weekday
        minute = day * DAY + _OPENS + self.dice.below(_OPEN_FOR)
        if minute <= self.now:
            minute = self.now + 7
        self.at(minute, activity, *details)
        return minute

    def at(self, minute: int, activity: Activity, *details: Any) -> None:
        """Puts an activity on the agenda at a minute; what lies beyond the last day is left out."""
        if minute < self._end:
            heappush(self._agenda, (minute, next(self._turn), activity, details))

    def pending(self, minute: int) -> int:
        """How many activities are still to come before a minute."""
        return sum(item[0] < minute for item in self._agenda)

    # Speaking

    def say(self, event: AnyEvent, by: str | None = None, *, at: int | None = None) -> None:
        """Says an event, by the manager or a deputy unless somebody else is named.

        Args:
            event: what happened.
            by: who records it.
            at: the minute at which it happened, where that was earlier than now.
        """
        self.said += 1
        draft = Draft(
            event,
            self.moment(self.now if at is None else at),
            self.actor if by is None else by,
            self.code,
            self.behalf if by is None else None,
        )
        self._told.append((self.now - self.country.zone * 60, self.number, self.said, draft))

    def last_entry(self) -> str:
        """The id that the entry of what was said last will have in a ledger that was empty before."""
        return str(entry_id(client_stream(self.code), self.said))

    def next_number(self, prefix: str) -> str:
        """The next number of a sort of document: SO-17-3 is the third order of client 17."""
        nth = int(self.state.get(prefix, "0")) + 1
        self.state[prefix] = str(nth)
        return f"{prefix}-{self.number + 1}-{nth}"

    def unfold(self) -> Iterator[Told]:
        """Lives the agenda to its end, and tells what is said, in order."""
        while self._agenda:
            self.now, _, activity, details = heappop(self._agenda)
            activity(self, *details)
            if self._told:
                yield from self._told
                self._told.clear()

    # What several activities need to know

    def is_quiet(self, days: int) -> bool:
        """Whether no reconciliation act falls into the coming days, so that money may be recorded late or twice."""
        return not any(self.today <= strike <= self.today + days for strike in self.strikes)

    def prices(self) -> tuple[Product, ...]:
        """The client's price list of today."""
        return price_list(self.country, self.price_column, self.today // 365)


Activity: TypeAlias = Callable[..., None]
"""What somebody does at a moment of a life: called with the life and the details it was planned with."""
