"""Rules about managers: their posts, covers and reports."""

from __future__ import annotations

from datetime import date

from ledger.events import ManagerAppointed, ManagerCovered, ManagerLeft, ReportSubmitted
from ledger.rules.checks import in_order
from ledger.rules.client_state import ClientState
from ledger.rules.folding import cover_of, post_of, report_of
from ledger.rules.refusals import Rule, UnknownManager
from ledger.rules.registry import judges
from ledger.spellings import name_key


class ManagerCircle(Rule, code="manager-circle"):
    """A person would report to themselves, directly or through others."""

    manager: str
    reports_to: str
    what = "{manager} cannot report to {reports_to}, who is or reports to {manager}"
    advice = "name another, or none"


class ManagerGone(Rule, code="manager-gone"):
    """The person has no post on that day."""

    manager: str
    day: date
    what = "{manager} has no post on {day}"
    advice = "correct the date, or appoint them first with manager.appointed"


class DeputyOfSelf(Rule, code="deputy-of-self"):
    """A manager cannot stand in for themselves."""

    manager: str
    what = "{manager} cannot stand in for themselves"
    advice = "name another --deputy"


@judges
def judge_appointed(house: ClientState, event: ManagerAppointed) -> bool:
    """Nobody reports to themselves; the same post is not recorded again."""
    if event.reports_to is not None:
        above = {name_key(event.reports_to), *house.staff.above(event.reports_to, event.from_)}
        if name_key(event.name) in above:
            raise ManagerCircle(event.name, event.reports_to)
    known, wanted = house.staff.post(event.name, event.from_), post_of(event)
    return known is not None and (known.role, known.reports_to, known.territory) == (
        wanted.role,
        wanted.reports_to,
        wanted.territory,
    )


@judges
def judge_left(house: ClientState, event: ManagerLeft) -> None:
    """Only a person who has a post leaves it."""
    if name_key(event.name) not in house.staff.posts:
        raise UnknownManager.of(event.name, house.staff.names())
    if house.staff.post(event.name, event.from_) is None:
        raise ManagerGone(event.name, event.from_)


@judges
def judge_covered(house: ClientState, event: ManagerCovered) -> bool:
    """A deputy stands in from one day to a later one, and for another person; once."""
    in_order(event.from_, event.until)
    if name_key(event.manager) == name_key(event.deputy):
        raise DeputyOfSelf(event.manager)
    return cover_of(event) in house.staff.covers


@judges
def judge_report(house: ClientState, event: ReportSubmitted) -> bool:
    """The same report of a month is not recorded again; another one is, for reports are corrected."""
    name, fingerprint = report_of(event)
    known = house.settings.get(name)
    return known is not None and known.value == fingerprint
