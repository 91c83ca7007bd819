"""The texts of a brief, section by section.

A line of which nothing is known is left out; the dossier and who decides are named though nobody told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from ledger.money import amount_text, to_places
from ledger.times import end_text
from projections.brief.facts import Touch
from projections.brief.sections import Brief, Owed, Person, Rhythm
from projections.health.bands import BANDS
from projections.health.commerce import called
from projections.key_accounts.rows import KeyAccountRow
from projections.selling.contracts_view import ContractRow
from projections.selling.market_view import MarketRow
from reporting.brief.open import open_lines
from reporting.brief.wording import Line, ago, ahead, joined, number, since, worded

NOT_KNOWN: Final = "not known"


class Section(NamedTuple):
    """A section with its lines."""

    title: str
    lines: list[Line]


def heading(brief: Brief) -> Line:
    """The title of a brief, and the line that says what it depends on."""
    known = f"known at {end_text(brief.known_at)}" if brief.known_at else None
    title = joined(joined(brief.client, brief.who.name, by=" "), f"as of {brief.as_of}")
    return title, joined(known, f"policy {brief.policy}", f"position {brief.position:,}")


def sections(brief: Brief) -> list[Section]:
    """The sections that have a line."""
    found = (Section(title, [*lines(brief)]) for title, lines in _SECTIONS.items())
    return [section for section in found if section.lines]


def _planned(brief: Brief) -> Iterator[Line]:
    for touch in brief.planned:
        at = f"at {touch.at.isoformat()[11:16]} {touch.at.isoformat()[-6:]}" if touch.at else None
        yield (
            f"{touch.on}",
            joined(f"{touch.number} {touch.what}", joined(ahead(touch.on, brief), at, by=" ")),
        )


def _who(brief: Brief) -> Iterator[Line]:
    who = brief.who
    if state := who.state or (brief.health and brief.health.state):
        yield "state", state
    named = {"manager": who.manager, "segment": who.segment, "territory": who.territory, "owner": who.parent}
    yield from ((title, text) for title, text in named.items() if text)
    for cover in who.covers:
        begins = f"from {cover.since} " if cover.since > brief.as_of else ""
        yield "cover", joined(f"{cover.deputy} stands in {begins}until {cover.until}", cover.reason)
    for row in who.shares:
        yield from _shares(row)


def _shares(row: KeyAccountRow) -> Iterator[Line]:
    judged = f"a person ranked it {row.ranked}: {row.ranked_for}" if row.ranked else None
    if rank := joined(
        f"{row.rank} of the {row.of} in {row.currency} by {row.by}" if row.rank else None,
        worded("class {}", row.abc),
        "key account" if row.key else None,
        judged,
    ):
        yield "rank", rank
    if row.revenue:
        share = None if row.share is None else f"{to_places(row.share, 1)} % of ours in {row.currency}"
        yield "revenue", joined(f"{amount_text(row.revenue, row.currency)} in twelve months", share)
    if row.revenue and row.margin is not None:
        share = (
            None
            if row.margin_share is None
            else f"{to_places(row.margin_share, 1)} % of ours in {row.currency}"
        )
        yield "margin", joined(amount_text(row.margin, row.currency), share)


def _dossier(brief: Brief) -> Iterator[Line]:
    for one in brief.dossier:
        yield one.topic, NOT_KNOWN if one.on is None else f"{one.text} ({since(one.on, brief)})"


def _health(brief: Brief) -> Iterator[Line]:
    row = brief.health
    if row is None or row.score is None:
        return
    rising = None
    if brief.rises_at is not None and row.band is not None:
        better = BANDS[BANDS.index(row.band) - 1]
        rising = f"{better} only from {brief.rises_at:g} on, as it comes from below"
    yield "score", joined(f"{row.score}", row.band, rising, f"evidence {called(row.confidence)}")
    if row.drag:
        yield "drag", row.drag
    for days, trend, cause in ((30, row.trend_30, row.cause_30), (90, row.trend_90, row.cause_90)):
        if trend:
            yield "moved", joined(f"{trend:+} in {days} days", worded("most by {}", cause))
    if stated := joined(row.override_band, worded("{}", row.override_score)):
        until = worded("until {}", row.override_until)
        yield "a person says", joined(stated, until, row.override_reason)


def _touches(brief: Brief) -> Iterator[Line]:
    yield from map(_touch, brief.touches.last)
    if brief.touches.rhythm:
        yield "rhythm", _rhythm(brief.touches.rhythm, "touch")


def _touch(touch: Touch) -> Line:
    told = (
        touch.summary,
        worded("The client asked: {}", touch.asked),
        worded("Next step: {}", touch.next_step),
    )
    return f"{touch.on}", joined(touch.channel, joined(*told, by=" | "), by=": ")


def _rhythm(rhythm: Rhythm, what: str) -> str:
    how = "agreed" if rhythm.agreed else "usual"
    usual = None if rhythm.usual_days is None else f"{how} every {number(rhythm.usual_days)} days"
    return joined(usual, f"the last {what} was {ago(rhythm.days_since)}")


def _money(brief: Brief) -> Iterator[Line]:
    for owed in brief.money.owed:
        yield from _owed(owed)
    for promise in brief.money.broken:
        amount = amount_text(promise.amount, promise.currency)
        paid = f"{amount_text(promise.settled, promise.currency)} of it in time" if promise.settled else None
        yield "broken promise", joined(f"{promise.number} to pay {amount}", paid, since(promise.by, brief))
    if (last := brief.money.bounced) is not None:
        amount = amount_text(last.amount, last.currency)
        yield "bounced", joined(last.number, amount, last.reason, since(last.on, brief))
    check = brief.money.check
    if check is not None:
        ended = "expired" if check.valid_until and check.valid_until < brief.as_of else "valid until"
        until = worded(f"{ended} {{}}", check.valid_until)
        yield "credit check", joined(check.outcome, check.source, since(check.on, brief), until)


def _owed(owed: Owed) -> Iterator[Line]:
    if owed.balance:
        yield "balance", amount_text(owed.balance, owed.currency)
    if owed.overdue:
        late = f"the oldest for {owed.days_late} days"
        yield "overdue", joined(amount_text(owed.overdue, owed.currency), late)
    if owed.unapplied:
        yield "unapplied", f"{amount_text(owed.unapplied, owed.currency)}, already taken off the balance"
    if owed.limit is not None:
        free = None if owed.free is None else f"{amount_text(owed.free, owed.currency)} free"
        against = worded("against more credit: {}", owed.reason)
        ordered = f"after {amount_text(owed.open_orders, owed.currency)} of open orders"
        free = joined(free, ordered if free and owed.open_orders else None, by=" ")
        yield "limit", joined(amount_text(owed.limit, owed.currency), free, against)


def _trade(brief: Brief) -> Iterator[Line]:
    trade = brief.trade
    if (order := trade.last_order) is not None:
        value = amount_text(order.value, order.currency)
        yield "last order", joined(order.number, value, since(order.on, brief))
    if trade.rhythm is not None:
        yield "rhythm", _rhythm(trade.rhythm, "order")
    for one in trade.no_longer_bought:
        before = f"{amount_text(one.before, one.currency)} in the twelve months before"
        yield "no longer bought", joined(one.product, before)
    if (back := trade.last_return) is not None:
        goods = joined(*back.products)
        yield "last return", joined(f"{back.number} {goods}", back.reason, since(back.on, brief))


def _contract(row: ContractRow) -> Line:
    value = None if row.value is None else f"of {amount_text(row.value, row.currency)}"
    return row.number, joined(
        f"{row.starts} to {row.ends}",
        worded("notice by {}", row.notice_by),
        joined(amount_text(row.bought, row.currency), "bought", value, by=" "),
        row.terms,
        worded("renewed from {}", row.renewed_from),
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
        day = worded("left {}", one.left)
        yield "left", joined(one.name or one.person, one.role, day, worded("{} follows", follower))


def _person(one: Person) -> str:
    weight = worded("influence {} of 5", one.influence)
    vip = "to be looked after with care" if one.vip else None
    return joined(one.name or one.person, one.role, one.stance, one.stage, weight, vip)


def _competitor(row: MarketRow, brief: Brief) -> Line:
    theirs = None if row.price is None else f"at {amount_text(row.price, row.currency)}"
    ours = None if row.our_price is None else f"ours {amount_text(row.our_price, row.currency)}"
    lost = f"lost to it: {row.lost}" if row.lost else None
    return row.competitor, joined(row.product, theirs, ours, lost, since(row.last, brief))


_SECTIONS: Final[dict[str, Callable[[Brief], Iterable[Line]]]] = {
    "Planned": _planned,
    "Who": _who,
    "Dossier": _dossier,
    "Health": _health,
    "Touches": _touches,
    "Open": open_lines,
    "Money": _money,
    "Trade": _trade,
    "Contract": lambda brief: map(_contract, brief.contracts),
    "People": _people,
    "Competitors": lambda brief: [_competitor(row, brief) for row in brief.competitors],
}
"""The sections in their order, each with what makes its lines."""
