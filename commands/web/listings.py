"""The page of each view: its rows as its command shows them, in the order and the groups asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from commands.web import charts
from commands.web.page_questions import Asking, titled
from commands.web.tables import listing, summed, told
from ledger.errors import known_names
from projections.agenda.parts import part_of
from projections.framework.registry import REGISTER
from reporting.web import Address, BadAddress, Link, Page, Part, Section, Text

if TYPE_CHECKING:
    from projections import Answer
    from projections.framework.periods import Period
    from projections.framework.question import Question

_PERSONAL: Final = "people"
NOT_SHOWN: Final = (
    "The policy has every reading of personal data recorded (audit.log_reads), and a page records nothing. Use the "
    "command line: it shows them, and records who read them."
)
"""Why personal data is not on a page."""


def page(asking: Asking) -> Page:
    """The page of the view that the address names."""
    name, address = asking.address.page, asking.address
    registered, by = REGISTER[name], REGISTER[name].by
    usual = registered.summed_by(address.client, group=address.group)
    if address.by is not None and address.by not in by:
        raise BadAddress(
            f"{name} is not summed by '{address.by}'; {known_names(address.by, by)}"
            if by
            else f"{name} is not summed; leave out by"
        )
    if address.since is not None and not registered.period:
        raise BadAddress(f"{name} is about a day, not about a period", "leave out since")
    if address.since is not None and address.since > asking.horizon.as_of:
        raise BadAddress(
            f"since={address.since} comes after the last day, {asking.horizon.as_of}", "give an earlier one"
        )
    if address.currency is not None and name != "plan":
        raise BadAddress(f"{name} shows each amount in its own currency", "leave out currency")
    if address.due is not None and name != "agenda":
        raise BadAddress(f"{name} is no agenda", "leave out due")
    if name == _PERSONAL and not asking.personal:
        return _page(asking, [Text(NOT_SHOWN)], registered.line)
    answer = answered(asking, name, address.by or usual)
    items = address.items and answer.item_shape is not None
    parts: list[Part] = [
        *(told(one, caution=True) for one in answer.cautions),
        listing(asking, answer, registered.line, items=items),
        *([] if items else summed(answer)),
    ]
    return _page(asking, parts, registered.line, answer, _tabs(asking, answer, items=items), by, usual)


def _tabs(asking: Asking, answer: Answer, *, items: bool) -> list[Link]:
    """Links to the other forms of a page."""
    address = asking.address.but(after=0)
    if answer.view == "agenda":
        parts = {None: "All", "week": "Due this week", "overdue": "Overdue", "open": "Left open"}
        return [Link(title, address.but(due=due).url, due == address.due) for due, title in parts.items()]
    if answer.view == "plan":
        return _currencies(address, answer)
    if answer.item_shape is None:
        return []
    return [
        Link(title, address.but(items=of_items, sort=None).url, of_items == items)
        for title, of_items in (("Rows", False), ("Items", True))
    ]


def _currencies(address: Address, answer: Answer) -> list[Link]:
    """Links to plans with each amount in its own currency, or with all in one in which there are plans."""
    planned = {row.currency for row in answer.rows if row.currency and row.plan is not None}
    found = [address.currency] if address.currency else sorted(planned)
    if not address.currency and len({row.currency for row in answer.rows if row.currency}) <= 1:
        return []
    own = Link("Each in its currency", address.but(currency=None).url, not address.currency)
    return [
        own,
        *(Link(f"All in {one}", address.but(currency=one).url, bool(address.currency)) for one in found),
    ]


def answered(asking: Asking, name: str, by: str | None = None) -> Answer:
    """The answer of a view, made into what its command shows, or summed by something.

    Args:
        asking: the questions of the page.
        name: of the view.
        by: what to sum by; None: by nothing.
    """
    make: Callable[..., Answer] = _OWN.get(name, _view)
    return make(asking, name, by)


def _page(
    asking: Asking,
    parts: list[Part],
    line: str,
    answer: Answer | None = None,
    tabs: list[Link] | None = None,
    by: tuple[str, ...] = (),
    usual: str | None = None,
) -> Page:
    address = asking.address
    trail = [Link(address.client, asking.client(address.client))] if address.client else []
    period = answer.more.get("period") if answer else None
    charted = charts.of_view(asking, answer) if answer else []
    span = [f"From {period['start']} to {period['end']}."] if period else []
    return Page(
        title=titled(address.page),
        lead=" ".join([line.removeprefix("Show ").capitalize(), *span]),
        about=asking.about(answer),
        address=address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[Link("House", address.to("", client=None).url), *trail, Link(titled(address.page))],
        tabs=tabs or [],
        choices=asking.choices.without(REGISTER[address.page].unfit)._replace(
            by=by, usual=usual or "", period=REGISTER[address.page].period
        ),
        sections=[*([Section("", charted)] if charted else []), Section("", parts)],
    )


def _view(asking: Asking, name: str, by: str | None) -> Answer:
    """What is shown of a view as its declaration has it, summed by something or not."""
    from goodwill.grouping import summed_by

    question = _grouped(asking, by)
    if REGISTER[name].period:
        question = question._replace(start=asking.address.since)
    return summed_by(asking.ledger, asking.view(name, question), by)


def _grouped(asking: Asking, by: str | None) -> Question:
    """The question of the page, about groups as one just where rows are summed by them."""
    return asking.question(**({} if by is None else {"group": by == "group"}))


def _receivables(asking: Asking, name: str, by: str | None) -> Answer:
    found = asking.view(name, _grouped(asking, by))
    if by is None:
        return found
    from goodwill.figures import summed

    return summed(asking.ledger, found, by=by)


def _sales(asking: Asking, name: str, by: str | None) -> Answer:
    from goodwill.trading import compared_of, sales_needed

    whole = _period(asking)
    needed = sales_needed(whole, None, by or "client")
    found = asking.view(name, asking.question(group=by == "group")._replace(needed=needed))
    return compared_of(asking.ledger, found, whole.start, None, by or "client")


def _returns(asking: Asking, name: str, by: str | None) -> Answer:
    from goodwill.trading import orders_needed, reasons_of, returns_needed

    by = by or "reason"
    whole, question = _period(asking), asking.question(group=by == "group")
    found = asking.view(name, question._replace(needed=returns_needed(whole.start, by)))
    sold = asking.view("sales", question._replace(needed=orders_needed(whole, by)))
    return reasons_of(asking.ledger, found, sold, whole.start, by)


def _period(asking: Asking) -> Period:
    """The period that the address says, or twelve months."""
    from projections.framework.periods import Period

    since, day = asking.address.since, asking.horizon.as_of
    return Period(since, day) if since else Period.year_up_to(day)


def _agenda(asking: Asking, name: str, by: str | None) -> Answer:
    del name, by
    from goodwill.agendas import agenda_from
    from projections.agenda.weeks import week_of

    found = agenda_from(asking.ledger, asking.overall, asking.question(), week_of(asking.horizon.as_of))
    return part_of(found, asking.address.due) if asking.address.due else found


def _key_accounts(asking: Asking, name: str, by: str | None) -> Answer:
    del name, by
    from goodwill.accounts import key_accounts_from

    question = asking.question()._replace(start=_period(asking).start)
    return key_accounts_from(asking.ledger, asking.view, question)


def _plan(asking: Asking, name: str, by: str | None) -> Answer:
    from goodwill.plans import compared_of, needed_of
    from projections.plans.needing import OFFERS

    question, currency = asking.question(client=None), asking.address.currency
    needed, everyone = needed_of(asking.ledger, question, None, currency), question.of_everyone
    counts = asking.view(name, everyone._replace(needed=needed))
    offers = asking.view("pipeline", everyone._replace(needed=OFFERS))
    return compared_of(asking.ledger, (counts, offers), question.where, by or "manager", None, currency)


def _pay(asking: Asking, name: str, by: str | None) -> Answer:
    """The pay of the quarter, or of the period that the address says, of all clients of each manager."""
    del by
    from goodwill.paying import pay

    asked: Any = {**asking.asked, "client": None}
    if left_out := [one for one in REGISTER[name].unfit if asked[one]]:
        what = f"{name} is for all clients of a manager, each by itself"
        raise BadAddress(what, f"leave out {' and '.join(left_out)}")
    since, day = asking.address.since, asking.horizon.as_of
    return pay(asking.ledger, period=(since, day) if since else None, **asked)


_OWN: Final[Mapping[str, Callable[..., Answer]]] = {
    "agenda": _agenda,
    "key-accounts": _key_accounts,
    "pay": _pay,
    "plan": _plan,
    "receivables": _receivables,
    "returns": _returns,
    "sales": _sales,
}
"""The views whose commands show more than their rows."""
