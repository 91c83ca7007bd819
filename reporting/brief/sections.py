"""The texts of a brief, section by section.

A line of which nothing is known is left out; the dossier and who decides are named though nobody told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from ledger.money import amount_text, to_places
from ledger.text import counted
from ledger.times import end_text
from projections.brief.facts import Commitment, Touch
from projections.brief.sections import Brief, Owed, Person, Rhythm
from projections.health.commerce import called
from projections.key_accounts.rows import KeyAccountRow
from projections.selling.contracts_view import ContractRow
from projections.selling.market_view import MarketRow
from projections.selling.pipeline_rows import PipelineRow

Line: TypeAlias = tuple[str, str]
"""What a line is about, and its text."""

NOT_KNOWN: Final = "not known"


class Section(NamedTuple):
    """A section with its lines."""

    title: str
    lines: list[Line]


def heading(brief: Brief) -> Line:
    """The title of a brief, and the line that says what it depends on."""
    known = f"known at {end_text(brief.known_at)}" if brief.known_at else None
    title = _joined(_joined(brief.client, brief.who.name, by=" "), f"as of {brief.as_of}")
    return title, _joined(known, f"policy {brief.policy}", f"position {brief.position:,}")


def sections(brief: Brief) -> list[Section]:
    """The sections that have a line."""
    found = (Section(title, [*lines(brief)]) for title, lines in _SECTIONS.items())
    return [section for section in found if section.lines]


def _joined(*parts: str | None, by: str = ", ") -> str:
    return by.join(filter(None, parts))


def _worded(words: str, value: object) -> str | None:
    """A value among words, which have {} in its place; None where it is unknown or empty."""
    return None if value is None or value == "" else words.format(value)


def _ago(days: int) -> str:
    return f"{counted(days, 'day')} ago" if days else "today"


def _ahead(day: date, brief: Brief) -> str:
    days = (day - brief.as_of).days
    return _ago(-days) if days < 1 else "tomorrow" if days == 1 else f"in {days:,} days"


def _since(day: date, brief: Brief) -> str:
    return f"{day}, {_ago((brief.as_of - day).days)}"


def _number(value: float | Decimal) -> str:
    """A number without zeros behind it."""
    return f"{Decimal(str(value)).normalize():,f}"


def _planned(brief: Brief) -> Iterator[Line]:
    for touch in brief.planned:
        at = f"at {touch.at.isoformat()[11:16]} {touch.at.isoformat()[-6:]}" if touch.at else None
        yield (
            f"{touch.on}",
            _joined(f"{touch.number} {touch.what}", _joined(_ahead(touch.on, brief), at, by=" ")),
        )


def _who(brief: Brief) -> Iterator[Line]:
    who = brief.who
    if state := who.state or (brief.health and brief.health.state):
        yield "state", state
    named = {"manager": who.manager, "segment": who.segment, "territory": who.territory, "owner": who.parent}
    yield from ((title, text) for title, text in named.items() if text)
    for row in who.shares:
        yield from _shares(row)


def _shares(row: KeyAccountRow) -> Iterator[Line]:
    judged = f"a person ranked it {row.ranked}: {row.ranked_for}" if row.ranked else None
    if rank := _joined(
        f"{row.rank} of the {row.of} in {row.currency} by {row.by}" if row.rank else None,
        _worded("class {}", row.abc),
        "key account" if row.key else None,
        judged,
    ):
        yield "rank", rank
    if row.revenue:
        share = None if row.share is None else f"{to_places(row.share, 1)} % of ours in {row.currency}"
        yield "revenue", _joined(f"{amount_text(row.revenue, row.currency)} in twelve months", share)
    if row.revenue and row.margin is not None:
        share = (
            None
            if row.margin_share is None
            else f"{to_places(row.margin_share, 1)} % of ours in {row.currency}"
        )
        yield "margin", _joined(amount_text(row.margin, row.currency), share)


def _dossier(brief: Brief) -> Iterator[Line]:
    for one in brief.dossier:
        yield one.topic, NOT_KNOWN if one.on is None else f"{one.text} ({_since(one.on, brief)})"


def _health(brief: Brief) -> Iterator[Line]:
    row = brief.health
    if row is None or row.score is None:
        return
    rising = _worded("better from {} on, since it comes from below", brief.rises_at and f"{brief.rises_at:g}")
    yield "score", _joined(f"{row.score}", row.band, rising, f"evidence {called(row.confidence)}")
    if row.drag:
        yield "drag", row.drag
    for days, trend, cause in ((30, row.trend_30, row.cause_30), (90, row.trend_90, row.cause_90)):
        if trend:
            yield "moved", _joined(f"{trend:+} in {days} days", _worded("most by {}", cause))
    if stated := _joined(row.override_band, _worded("{}", row.override_score)):
        until = _worded("until {}", row.override_until)
        yield "a person says", _joined(stated, until, row.override_reason)


def _touches(brief: Brief) -> Iterator[Line]:
    yield from map(_touch, brief.touches.last)
    if brief.touches.rhythm:
        yield "rhythm", _rhythm(brief.touches.rhythm, "touch")


def _touch(touch: Touch) -> Line:
    told = (
        touch.summary,
        _worded("The client asked: {}", touch.asked),
        _worded("Next step: {}", touch.next_step),
    )
    return f"{touch.on}", _joined(touch.channel, _joined(*told, by=" | "), by=": ")


def _rhythm(rhythm: Rhythm, what: str) -> str:
    how = "agreed" if rhythm.agreed else "usual"
    usual = None if rhythm.usual_days is None else f"{how} every {_number(rhythm.usual_days)} days"
    return _joined(usual, f"the last {what} was {_ago(rhythm.days_since)}")


def _open(brief: Brief) -> Iterator[Line]:
    told = brief.open
    for touch in told.unreported:
        yield "not reported", _joined(f"{touch.number} {touch.what}", _since(touch.on, brief))
    for one in told.objections:
        answer = _worded("we answered: {}", one.answer)
        raised = _since(one.raised, brief)
        yield "objection", _joined(f"{one.number} {one.topic}", f"severity {one.severity}", raised, answer)
    for complaint in told.complaints:
        about = _worded("about {}", complaint.about)
        subject = f"{complaint.number} {complaint.topic}"
        grave = f"severity {complaint.severity}"
        yield "complaint", _joined(subject, grave, about, _since(complaint.raised, brief))
    for dispute in told.disputes:
        subject = f"{dispute.number} about {dispute.document}"
        amount = amount_text(dispute.amount, dispute.currency)
        yield "dispute", _joined(subject, amount, dispute.reason, _since(dispute.opened, brief))
    yield from (_proposal(row, brief) for row in told.proposals)
    for promise in told.promises:
        amount = amount_text(promise.amount, promise.currency)
        paid = f"; {amount_text(promise.settled, promise.currency)} of it is settled"
        yield "promise", f"{promise.number} to pay {amount} by {promise.by}{paid if promise.settled else ''}"
    yield from (_commitment(commitment, brief) for commitment in told.commitments)


def _proposal(row: PipelineRow, brief: Brief) -> Line:
    return row.what, _joined(
        row.number,
        None if row.amount is None else amount_text(row.amount, row.currency),
        _since(row.made, brief),
        _worded("closes {}", row.closes),
        _worded("valid until {}", row.valid),
        f"open objections: {row.open_against_it}" if row.open_against_it else None,
        "stale" if row.stale else None,
    )


def _commitment(one: Commitment, brief: Brief) -> Line:
    overdue = "overdue since" if one.due < brief.as_of else "due"
    return ("we owe" if one.by == "us" else "they owe"), _joined(
        f"{one.number} {one.what}", one.owner, f"{overdue} {one.due}"
    )


def _money(brief: Brief) -> Iterator[Line]:
    for owed in brief.money.owed:
        yield from _owed(owed)
    if (last := brief.money.bounced) is not None:
        amount = amount_text(last.amount, last.currency)
        yield "bounced", _joined(last.number, amount, last.reason, _since(last.on, brief))
    check = brief.money.check
    if check is not None:
        ended = "expired" if check.valid_until and check.valid_until < brief.as_of else "valid until"
        until = _worded(f"{ended} {{}}", check.valid_until)
        yield "credit check", _joined(check.outcome, check.source, _since(check.on, brief), until)


def _owed(owed: Owed) -> Iterator[Line]:
    if owed.balance:
        yield "balance", amount_text(owed.balance, owed.currency)
    if owed.overdue:
        late = f"the oldest for {owed.days_late} days"
        yield "overdue", _joined(amount_text(owed.overdue, owed.currency), late)
    if owed.unapplied:
        yield "unapplied", f"{amount_text(owed.unapplied, owed.currency)}, which the balance is less"
    if owed.limit is not None:
        free = None if owed.free is None else f"{amount_text(owed.free, owed.currency)} free"
        against = _worded("against more credit: {}", owed.reason)
        ordered = f"after {amount_text(owed.open_orders, owed.currency)} of open orders"
        free = _joined(free, ordered if free and owed.open_orders else None, by=" ")
        yield "limit", _joined(amount_text(owed.limit, owed.currency), free, against)


def _trade(brief: Brief) -> Iterator[Line]:
    trade = brief.trade
    if (order := trade.last_order) is not None:
        value = amount_text(order.value, order.currency)
        yield "last order", _joined(order.number, value, _since(order.on, brief))
    if trade.rhythm is not None:
        yield "rhythm", _rhythm(trade.rhythm, "order")
    for one in trade.no_longer_bought:
        before = f"{amount_text(one.before, one.currency)} in the twelve months before"
        yield "no longer bought", _joined(one.product, before)
    if (back := trade.last_return) is not None:
        goods = _joined(*back.products)
        yield "last return", _joined(f"{back.number} {goods}", back.reason, _since(back.on, brief))


def _contract(row: ContractRow) -> Line:
    value = None if row.value is None else f"of {amount_text(row.value, row.currency)}"
    return row.number, _joined(
        f"{row.starts} to {row.ends}",
        _worded("notice by {}", row.notice_by),
        _joined(amount_text(row.bought, row.currency), "bought", value, by=" "),
        row.terms,
        row.note,
    )


def _people(brief: Brief) -> Iterator[Line]:
    people = brief.people
    if not people.deciders:
        yield "decides", NOT_KNOWN
    for title, found in (("decides", people.deciders), ("also there", people.others)):
        yield from ((title, _person(one)) for one in found)
    names = {one.person: one.name for one in (*people.deciders, *people.others, *people.left)}
    for one in people.left:
        follower = names.get(one.successor or "") or one.successor
        day = _worded("left {}", one.left)
        yield "left", _joined(one.name or one.person, one.role, day, _worded("{} follows", follower))


def _person(one: Person) -> str:
    weight = _worded("influence {} of 5", one.influence)
    vip = "to be looked after with care" if one.vip else None
    return _joined(one.name or one.person, one.role, one.stance, one.stage, weight, vip)


def _competitor(row: MarketRow, brief: Brief) -> Line:
    theirs = None if row.price is None else f"at {amount_text(row.price, row.currency)}"
    ours = None if row.our_price is None else f"ours {amount_text(row.our_price, row.currency)}"
    lost = f"lost to it: {row.lost}" if row.lost else None
    return row.competitor, _joined(row.product, theirs, ours, lost, _since(row.last, brief))


_SECTIONS: Final[dict[str, Callable[[Brief], Iterable[Line]]]] = {
    "Planned": _planned,
    "Who": _who,
    "Dossier": _dossier,
    "Health": _health,
    "Touches": _touches,
    "Open": _open,
    "Money": _money,
    "Trade": _trade,
    "Contract": lambda brief: map(_contract, brief.contracts),
    "People": _people,
    "Competitors": lambda brief: [_competitor(row, brief) for row in brief.competitors],
}
"""The sections in their order, each with what makes its lines."""
