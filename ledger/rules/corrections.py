"""Rules about corrections: which entries can be voided or corrected, and which later entries rest on them.

No table says which entry rests on which. The stream is judged again with the correction in force. An
entry that was admitted before and is refused now rests on the corrected entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from ledger.corrections import in_force, marks, replacement
from ledger.entry import Draft, Entry, as_draft
from ledger.errors import Refused
from ledger.events import AnyEvent, ClientRegistered, EntryCorrected, EntryVoided, PlanSet
from ledger.judging import make_event
from ledger.rules.client_state import ClientState, initial
from ledger.rules.deciding import decide, evolve, refold
from ledger.rules.numbered_things import number_in, with_numbers
from ledger.rules.refusals import Rule
from ledger.rules.registry import Context, judges
from ledger.spellings import name_key
from ledger.subledger.completing import COMPLETED, complete


class NeedsHistory(Refused):
    """A void or a correction cannot be judged from the state alone."""

    code = "needs-history"

    def __init__(self) -> None:
        super().__init__(
            "a correction is judged against every entry of its stream", "give them to decide_correction"
        )


class UnknownEntry(Rule, code="unknown-entry"):
    """The stream has no such entry."""

    entry: str
    client: str | None
    what = "no entry '{entry}' for {client}"
    advice = "take its position or id from `goodwill history`"


class NotAnEntry(Rule, code="not-an-entry"):
    """A client is named where an entry is wanted."""

    entry: str
    client: str
    what = "'{entry}' is a client, not an entry"
    advice = "`goodwill history {client}` lists its entries"


class VoidedAlready(Rule, code="voided-already"):
    """The entry is voided already."""

    entry: int
    kind: str
    void: int
    what = "entry {entry} ({kind}) is voided already, by entry {void}"
    advice = "void entry {void} to restore entry {entry}"


class NotCorrectable(Rule, code="not-correctable"):
    """A correction cannot itself be corrected; its original entry can."""

    entry: int
    kind: str
    original: str
    what = "entry {entry} is itself an {kind}"
    advice = "correct the original entry {original}, or void this one"


class RestsOnIt(Rule, code="rests-on-it"):
    """A later entry would be refused without the entry, or with its replacement."""

    entry: int
    kind: str
    dependent: int
    dependent_kind: str
    dependent_number: str
    because: Refused
    what = "entry {dependent} ({dependent_kind}{dependent_number}) rests on entry {entry} ({kind}): {because.what}"
    advice = "void or correct entry {dependent} first"


class ReplacementRefused(Rule, code="replacement-refused"):
    """The replacement would have been refused in the entry's place."""

    entry: int
    kind: str
    because: Refused
    what = "the replacement of entry {entry} ({kind}) is refused: {because.what}"
    advice = "{because.advice}"


class MeansOtherwise(Rule, code="means-otherwise"):
    """An entry states details that would be different after the correction."""

    kind: str
    what = "the details that {kind} states of other documents would change"
    advice = "void or correct that entry first"


class IdentityChanged(Rule, code="identity-changed"):
    """A replacement would move the entry to another history."""

    entry: int
    field: str
    old: str
    new: str
    what = "a correction cannot change {field} from '{old}' to '{new}'"
    advice = "void entry {entry} and record it anew"


_IDENTITY: dict[type, str] = {ClientRegistered: "code", PlanSet: "manager"}


@judges
def judge_correction(_client_state: ClientState, event: EntryVoided | EntryCorrected) -> None:
    """The ledger checks a void or a correction against the whole history of the client."""
    del event
    raise NeedsHistory


def decide_correction(entries: Sequence[Entry], draft: Draft, context: Context) -> tuple[AnyEvent, ...]:
    """Judge a void or a correction against the whole stream.

    Args:
        entries: every entry of the stream, in order of version.
        draft: an ``entry.voided`` or ``entry.corrected``; it names the entry by position or id.
        context: the moment of recording, and the client's ancestors.

    Returns:
        The event as it is stored (see ``normal_correction``); nothing if the replacement changes nothing.

    Raises:
        Refused: a rule refused it.
    """
    wanted = draft.event
    if not isinstance(wanted, EntryVoided | EntryCorrected):
        raise TypeError(f"{draft.event.kind} is not a correction; judge it with decide")
    target = _target(entries, wanted.entry, draft.client)
    event = normal_correction(target, wanted)
    if isinstance(event, EntryCorrected):
        standing = next(entry for entry in in_force(entries) if entry.version == target.version)
        new = replacement(target, event)
        if standing.event.answers(new) and event.occurred_at in {None, standing.occurred_at}:
            return ()
        new = with_numbers(new, lambda sort: number_in(standing.event, sort))
        event = _filled(event, _fill(entries, target, new))
    _judge_again(entries, target, _supposed(entries, draft, event, context), context)
    return (event,)


def normal_correction(target: Entry, wanted: EntryVoided | EntryCorrected) -> EntryVoided | EntryCorrected:
    """A correction as it is stored: with the entry's id, and the replacement in the form of its kind.

    Raises:
        NotCorrectable: the entry is itself a void or a correction.
        Malformed: the replacement is not an event of the entry's kind.
        IdentityChanged: the replacement would belong to another stream.
    """
    if isinstance(wanted, EntryVoided):
        return replace(wanted, entry=str(target.id))
    event = _replacement(target, wanted)
    return _filled(replace(wanted, entry=str(target.id)), event)


def _filled(correction: EntryCorrected, event: AnyEvent) -> EntryCorrected:
    fields = msgspec.json.decode(msgspec.json.encode(event))  # as it is read back
    return replace(correction, replacement=fields, replacement_shape=event.shape)


def _fill(entries: Sequence[Entry], target: Entry, new: AnyEvent) -> AnyEvent:
    """The replacement, completed from the entries before its own; its new numbers are free among all."""
    new = with_numbers(new, lambda sort: sort.next(refold(entries)))
    if type(new) not in COMPLETED:
        return new
    client_state = initial()
    for entry in in_force(entries):
        if entry.version >= target.version:
            break
        evolve(client_state, entry)
    return complete(client_state.account, new)


def _target(entries: Sequence[Entry], named: str, client: str | None) -> Entry:
    target = next((entry for entry in entries if _is_named(entry, named)), None)
    if target is None:
        raise UnknownEntry(named, client or "the stream")
    mark = marks(entries).get(target.version)
    if mark is not None and mark.voided_by is not None:
        raise VoidedAlready(target.position, target.kind, mark.voided_by.position)
    return target


def _is_named(entry: Entry, named: str) -> bool:
    if named.isdecimal():
        return str(entry.position) == named.lstrip("0")
    try:
        return entry.id == UUID(named)
    except ValueError:
        return False


def _replacement(target: Entry, wanted: EntryCorrected) -> AnyEvent:
    if isinstance(target.event, EntryVoided | EntryCorrected):
        raise NotCorrectable(target.position, target.kind, target.event.entry)
    kind = type(target.event)
    event = make_event(kind.kind, kind.raised(wanted.replacement, wanted.replacement_shape or kind.shape))
    field = _IDENTITY.get(type(event))
    if field is not None and name_key(getattr(event, field)) != name_key(getattr(target.event, field)):
        raise IdentityChanged(target.position, field, getattr(target.event, field), getattr(event, field))
    return with_numbers(event, lambda sort: number_in(target.event, sort))


def _supposed(
    entries: Sequence[Entry], draft: Draft, event: EntryVoided | EntryCorrected, context: Context
) -> list[Entry]:
    """The stream with the correction appended."""
    last = entries[-1]
    appended = last._replace(
        position=0,
        version=last.version + 1,
        event=event,
        occurred_at=draft.occurred_at,
        recorded_at=context.now,
        actor=draft.actor,
    )
    return [*entries, appended]


def _judge_again(
    entries: Sequence[Entry], target: Entry, supposed: Sequence[Entry], context: Context
) -> None:
    refused_after = _refusals(supposed, context)
    if not refused_after:
        return
    refused_before = _refusals(entries, context)
    for version, (entry, because) in refused_after.items():
        _, earlier = refused_before.get(version, (entry, None))
        if earlier is not None and (type(earlier) is not MeansOtherwise or type(because) is MeansOtherwise):
            continue
        if version == target.version:
            raise ReplacementRefused(target.position, target.kind, because)
        number = getattr(entry.event, "number", None) or getattr(entry.event, "visit", None)
        raise RestsOnIt(
            target.position,
            target.kind,
            entry.position,
            entry.kind,
            f" '{number}'" if number else "",
            because,
        )


def _refusals(entries: Sequence[Entry], context: Context) -> dict[int, tuple[Entry, Refused]]:
    """The refusals if the stream were recorded again, each entry at its own moment."""
    client_state = initial()
    found: dict[int, tuple[Entry, Refused]] = {}
    for entry in in_force(entries):
        draft = as_draft(entry)
        try:
            then = Context(entry.recorded_at, context.ancestors, policy=context.policy)
            events = decide(client_state, draft, then)
        except Refused as because:
            found[entry.version] = (entry, because)
        else:
            if events and events[0] != entry.event:
                found[entry.version] = (entry, MeansOtherwise(entry.kind))
        evolve(client_state, entry)
    return found
