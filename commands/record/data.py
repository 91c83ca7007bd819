"""``goodwill record --data``: many events from JSON lines, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.ui.failures import Faults
from commands.ui.inputs import EVENTS, name_of, reading_text
from commands.ui.opening import writing
from commands.ui.options import moment
from commands.ui.printing import say
from commands.ui.settings import Settings
from ledger.errors import known_names
from ledger.text import counted

if TYPE_CHECKING:
    from datetime import datetime

    from goodwill.recording import Wanted
    from ledger import Outcome

_TAKEN = frozenset(
    {"kind", "client", "occurred_at", "actor", "on_behalf_of", "key", "causation", "source", "event"}
)
_LEFT = frozenset({"position", "version", "id", "recorded_at", "voided_by", "corrected_by", "approval"})
_MOST_FAULTS = 100


def record_lines(settings: Settings, path: str, *, dry_run: bool) -> None:
    """Records the events of a file, and says how many."""
    from commands.record.recording import record_all, warn
    from goodwill.moments import local_now
    from goodwill.recording import as_before

    name = name_of(path)
    with writing(settings) as ledger:
        now = local_now(ledger)
        with reading_text(path, EVENTS) as lines:
            numbered = list(read_lines(lines, name, settings, now))
        drafts = as_before(ledger, [one for _, one in numbered])
        outcomes = record_all(ledger, drafts, lambda at: f"{name}:{numbered[at][0]}", dry_run=dry_run)
    warn(outcomes, now.date(), dry_run=dry_run)
    say(_summary(outcomes, dry_run=dry_run))


def _summary(outcomes: list[Outcome], *, dry_run: bool) -> str:
    from commands.record.recording import at_positions, new_entries

    new = new_entries(outcomes)
    repeated = len(outcomes) - len(new)
    summary = f"{'would record' if dry_run else 'recorded'} {counted(len(new), 'event')}"
    if new and not dry_run:
        summary += f" {at_positions(new)}"
    return summary + (f"; {repeated:,} recorded already" if repeated else "")


def read_lines(
    lines: Iterable[str], name: str, settings: Settings, now: datetime
) -> Iterator[tuple[int, Wanted]]:
    """The events of a file with the numbers of their lines; empty lines are skipped.

    Raises:
        Faults: lines that are no events, all of them at once.
    """
    from ledger.errors import Refused

    faults: list[str] = []
    numbered = enumerate(lines, start=1)
    while True:
        try:
            number, line = next(numbered)
        except StopIteration:
            break
        except UnicodeDecodeError as wrong:
            faults.append(f"{name} is not UTF-8 ({wrong.reason} near byte {wrong.start}); save it as UTF-8")
            break
        if not line.strip():
            continue
        try:
            wanted = _wanted(line, settings, now)
        except (Refused, ValueError, click.UsageError) as wrong:
            problem = wrong.message if isinstance(wrong, click.UsageError) else str(wrong)
            faults.append(f"{name}:{number}: {problem}")
            if len(faults) == _MOST_FAULTS:
                break
        else:
            if not faults:
                yield number, wanted
    if faults:
        raise Faults(faults, "nothing was recorded")


def _wanted(line: str, settings: Settings, now: datetime) -> Wanted:
    from commands.ui.values import identifier, read_json
    from goodwill.recording import Wanted, stated_moment
    from ledger.entry import Draft
    from ledger.events import ClientRegistered
    from ledger.judging import make_event

    item = read_json(line.rstrip())
    _want(isinstance(item, dict), "write a JSON object with kind, client and event")
    _check(item)
    event = make_event(item["kind"], item.get("event") or {})
    client = identifier(item.get("client"))
    occurred_at = item.get("occurred_at")
    said = stated_moment(event) if occurred_at is None else moment(occurred_at)
    draft = Draft(
        event,
        said or now,
        identifier(item.get("actor")) or settings.actor,
        client or (event.code if isinstance(event, ClientRegistered) else None),
        *(identifier(item.get(name)) for name in ("on_behalf_of", "key", "causation", "source")),
    )
    return Wanted(draft, said is not None)


def _check(item: dict[str, Any]) -> None:
    unknown = sorted(item.keys() - _TAKEN - _LEFT)
    near = known_names(unknown[0], _TAKEN) if unknown else ""
    hint = near if near.startswith("did") else "an event's own fields go under 'event'"
    _want(not unknown, f"there is no such key: {', '.join(unknown)}; {hint}")
    _want("kind" in item, "it has no kind; `goodwill kinds` lists them")
    _want(isinstance(item.get("event"), dict | None), "event: write a JSON object with the event's fields")
    for name in _TAKEN - {"event"}:
        _want(isinstance(item.get(name), str | None), f"{name}: write text between quotation marks")


def _want(holds: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
    if not holds:
        raise ValueError(sentence)
