"""Visit reports whose text, time or place repeats that of an earlier report."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Entry
from ledger.events import NextStep, VisitHeld
from ledger.events.base import ERASED, SEALED
from ledger.spellings import name_key
from ledger.times import has_hour
from projections.auditing.shingles import Shingles, Twin, plain, shingles_of, tokens, twins
from projections.auditing.trail import AboutEntry, Trail, about
from projections.framework.columns import Column

ADVICE = "Read both reports with `goodwill show`; ask who wrote them, and ask the client whether the visit took place."
NEAR = 0.8
"""The similarity from which on a report is a near copy, if nobody says another."""
LEAST_WORDS = 5
"""Words from which on a text is compared: two short ones are often the same by chance."""


_COMMON = 3


@dataclass(frozen=True, kw_only=True)
class CopyRow(AboutEntry):
    """A visit report that repeats an earlier one, beside what its writer achieved."""

    kind: Annotated[str, Column("visit.held.", hidden=True)]
    same: Annotated[
        tuple[str, ...],
        Column(
            "What repeats: text, near (the text nearly), time (one person at one moment), place (at one other client).",
            colours="yellow",
        ),
    ]
    similarity: Annotated[
        float | None,
        Column(
            "The part of the shingles of both reports that both have, from 0 to 1.",
            null="the texts are too short to compare",
            decimals=2,
            title="LIKE",
        ),
    ]
    twin: Annotated[int, Column("The position of the earlier report.")]
    twin_client: Annotated[str | None, Column("The client of the earlier report.")]
    twin_on: Annotated[date, Column("The day of the earlier report.")]
    twin_actor: Annotated[str, Column("Who recorded the earlier report.", title="TWIN BY")]
    reports: Annotated[
        int, Column("How many reports the same person recorded, up to the day.", title="REPORTS")
    ]
    copied: Annotated[int, Column("How many of these repeat another.")]
    results: Annotated[
        str | None,
        Column(
            "What this manager's clients bought in the twelve months up to the day, net.",
            null="no client has this manager, or nothing was bought",
            least=12,
        ),
    ]


class _Report(NamedTuple):
    """A report with its text as it is compared."""

    entry: Entry
    event: VisitHeld
    text: str


class _Match(NamedTuple):
    """The earlier report that a report repeats, by its number."""

    twin: int
    same: tuple[str, ...]
    similarity: float | None


Results: TypeAlias = Mapping[str, str]
"""What clients bought, by the folded names of their managers."""


def copies(
    trail: Trail, results: Callable[[], Results], *, near: float = NEAR, same: Sequence[str] = ()
) -> list[CopyRow]:
    """The reports in force that repeat an earlier one, in order of position; each with its nearest twin.

    Args:
        trail: the entries.
        results: asked only if a report is shown.
        near: the similarity (Jaccard) of texts, times and places from which on a report is a near copy.
        same: only reports that repeat one of these: text, near, time, place; none: all.
    """
    reports = [
        _Report(entry, entry.event, plain(_text(entry.event)))
        for entry in trail.in_force(VisitHeld.kind)
        if isinstance(entry.event, VisitHeld) and entry.on <= trail.as_of
    ]
    matches = _matches(reports, near)
    written, copied = _counted(reports, range(len(reports))), _counted(reports, matches)
    shown = [
        (report.entry, match)
        for number, match in sorted(matches.items())
        if trail.chooses((report := reports[number]).entry) and (not same or {*same} & {*match.same})
    ]
    of_managers = results() if shown else {}
    return [
        CopyRow(
            **about(entry),
            same=match.same,
            similarity=match.similarity,
            twin=(twin := reports[match.twin].entry).position,
            twin_client=twin.client,
            twin_on=twin.on,
            twin_actor=twin.actor,
            reports=written[name_key(entry.actor)],
            copied=copied[name_key(entry.actor)],
            results=of_managers.get(name_key(entry.actor)),
        )
        for entry, match in shown
    ]


def _counted(reports: Sequence[_Report], numbers: Iterable[int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number in numbers:
        key = name_key(reports[number].entry.actor)
        found[key] = found.get(key, 0) + 1
    return found


def _text(event: VisitHeld) -> str:
    """What the writer wrote in their own words."""
    step = event.next_step.what if isinstance(event.next_step, NextStep) else event.next_step
    return " ".join(part for part in (event.summary, event.asked, step) if part not in {None, SEALED, ERASED})


def _matches(reports: Sequence[_Report], near: float) -> dict[int, _Match]:
    """What each report repeats, by its number: the nearest text, else the same time, else the same place."""
    common = _common_places(reports)
    alike = _alike(reports, near)
    times = _first_with(reports, _moment)
    places = _first_with(reports, partial(_place, common=common), other_client=True)
    found = {}
    for number in sorted({*alike, *times, *places}):
        text = alike.get(number)
        twin = text.number if text else times.get(number, places.get(number, 0))
        same = (*_same(reports[number], reports[twin], text, common),)
        found[number] = _Match(twin, same, text.similarity if text else None)
    return found


def _same(report: _Report, twin: _Report, text: Twin | None, common: frozenset[str]) -> Iterator[str]:
    """What two reports have in common."""
    if text:
        yield "text" if report.text == twin.text else "near"
    if None is not _moment(report) == _moment(twin):
        yield "time"
    if report.entry.client != twin.entry.client and None is not _place(report, common) == _place(
        twin, common
    ):
        yield "place"


def _alike(reports: Sequence[_Report], near: float) -> dict[int, Twin]:
    """For each report the earlier one with the same text, or else the one with nearly the same content."""
    firsts: dict[str, int] = {}
    found: dict[int, Twin] = {}
    for number, report in enumerate(reports):
        if len(tokens(report.text)) >= LEAST_WORDS:
            first = firsts.setdefault(report.text, number)
            if first != number:
                found[number] = Twin(first, 1.0)
    alone = [*firsts.values()]
    sets = twins([reports[one] for one in alone], _shingles, near)
    for number, twin in zip(alone, sets, strict=True):
        if twin is not None:
            found[number] = Twin(alone[twin.number], round(twin.similarity, 4))
    return found


def _shingles(report: _Report) -> Shingles:
    return shingles_of(tokens(report.text), _beside(report.event))


def _beside(event: VisitHeld) -> Iterator[str]:
    """The hour, the length and the place of a touch, as far as they are known."""
    if has_hour(event.started_at):
        yield f"at {event.started_at:%H:%M}"
    if event.minutes:
        yield f"minutes {event.minutes}"
    if event.place:
        yield f"place {name_key(event.place)}"


def _first_with(
    reports: Sequence[_Report], key: Callable[[_Report], Hashable], *, other_client: bool = False
) -> dict[int, int]:
    """The first earlier report with the same key, by the number of a report.

    Of another client, if ``other_client``; then only the first report of each client with that key has one.
    """
    found: dict[int, int] = {}
    firsts: dict[Hashable, dict[str | None, int]] = {}
    for number, report in enumerate(reports):
        if (value := key(report)) is None:
            continue
        known = firsts.setdefault(value, {})
        client = report.entry.client if other_client else None
        if known and not (other_client and client in known):
            found[number] = next(iter(known.values()))
        known.setdefault(client, number)
    return found


def _moment(report: _Report) -> Hashable:
    """Who began a touch at which moment; None where no hour was said."""
    started = report.event.started_at
    return (name_key(report.entry.actor), started) if has_hour(started) else None


def _place(report: _Report, common: frozenset[str]) -> Hashable:
    """Who was at which place; None where none was said, and for one where many clients are met."""
    place = name_key(report.event.place or "")
    return (name_key(report.entry.actor), place) if place and place not in common else None


def _common_places(reports: Iterable[_Report]) -> frozenset[str]:
    """The places where so many clients were met that none is the address of one: a fair, our office."""
    clients: dict[str, set[str | None]] = {}
    for report in reports:
        if report.event.place:
            clients.setdefault(name_key(report.event.place), set()).add(report.entry.client)
    return frozenset(place for place, met in clients.items() if len(met) >= _COMMON)
