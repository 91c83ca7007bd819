"""What every kind of event has: a rule, a fold or a reason for none, a docstring, stored samples."""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module
from typing import Any

import pytest

from ledger import rules
from ledger.codec import decode_event, encode_event
from ledger.errors import Refused, Unreadable
from ledger.events import KINDS, AnyEvent
from ledger.events.base import Event
from ledger.rules import folding  # noqa: F401 - it declares the folds
from ledger.rules.refusals import Rule
from ledger.rules.registry import FOLDS, judge_of
from ledger.subledger import POSTED
from tests.helpers.places import SAMPLES

CHANGES_NOTHING = {
    "balance.confirmed",  # an assertion, checked by `goodwill check`
    "checkpoint.signed",
    "client.described",
    "client.details_changed",
    "client.renamed",
    "competitor.described",
    "contact.erased",  # its key is destroyed; what is known of the person stays
    "competitor.seen",
    "data.read",
    "entry.corrected",  # changes the past: see refold
    "entry.voided",
    "feedback.given",
    "health.overridden",
    "inquiry.received",
    "manager.erased",  # as contact.erased
    "objection.answered",  # the objection stays open
    "order.promised",
    "price.listed",  # prices are many, and no rule asks for one
    "rate.set",
    "referral.made",
    "shelf.checked",
    "tier.floored",
    "training.held",
}
"""Kinds of which no rule needs to remember anything."""


def stored(kind: str) -> list[dict[str, Any]]:
    lines = (SAMPLES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_judged(kind: str) -> None:
    assert callable(judge_of(KINDS[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_folded_or_changes_nothing(kind: str) -> None:
    folded = KINDS[kind] in FOLDS or KINDS[kind] in POSTED
    assert folded or kind in CHANGES_NOTHING, (
        f"{kind}: write a fold of it in ledger/rules/folding.py if a rule has to remember something of it; if none "
        "does, add it to CHANGES_NOTHING above"
    )
    assert not folded or kind not in CHANGES_NOTHING, (
        f"{kind} is folded: take it out of CHANGES_NOTHING above"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_it_is(kind: str) -> None:
    assert KINDS[kind].__doc__ not in {None, Event.__doc__}
    assert KINDS[kind].kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_stored_format_is_still_read(kind: str) -> None:
    samples = stored(kind)
    for sample in samples:
        event = decode_event(kind, sample["shape"], json.dumps(sample["state"]))
        assert event.kind == kind
    assert {sample["shape"] for sample in samples} == set(range(1, KINDS[kind].shape + 1))


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_stored_format_is_written_as_it_was_read(kind: str) -> None:
    newest = [sample["state"] for sample in stored(kind) if sample["shape"] == KINDS[kind].shape]
    for state in newest:
        text = encode_event(decode_event(kind, KINDS[kind].shape, json.dumps(state)))
        assert json.loads(text) == state
        assert list(json.loads(text)) == list(state)
    assert newest


def test_samples_are_of_kinds_that_exist() -> None:
    assert {path.stem for path in SAMPLES.glob("*.jsonl")} == set(KINDS)


class Renamed(Event, frozen=True, kw_only=True):
    """A kind whose stored format changed once: what was ``who`` is ``name``, and a rank was added."""

    kind = "test.renamed"
    shape = 2
    name: str
    rank: str

    @classmethod
    def raise_shape(cls, stored: dict[str, Any], shape: int) -> dict[str, Any]:
        assert shape == 1
        return {"name": stored["who"], "rank": "standard"}


@pytest.fixture
def with_renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, Renamed.kind, Renamed)


@pytest.mark.usefixtures("with_renamed")
def test_an_older_format_is_raised_while_it_is_read() -> None:
    old = decode_event("test.renamed", 1, '{"who": "Acme"}')
    new = decode_event("test.renamed", 2, '{"name": "Acme", "rank": "standard"}')
    assert old == new


@pytest.mark.usefixtures("with_renamed")
def test_a_format_of_a_newer_program_is_not_guessed_at() -> None:
    with pytest.raises(Unreadable, match="upgrade"):
        decode_event("test.renamed", 3, "{}")


def refusals(of: type[Refused] = Refused) -> list[type[Refused]]:
    return [each for sub in of.__subclasses__() for each in (sub, *refusals(sub))]


def test_every_refusal_has_a_code_of_its_own_and_says_what_it_means() -> None:
    for party in pkgutil.iter_modules(rules.__path__, "ledger.rules."):
        import_module(party.name)
    mine = [each for each in refusals() if each.__module__.startswith("ledger.rules") and each is not Rule]
    codes = [each.code for each in mine]
    assert len(set(codes)) == len(codes) > 50
    assert all(each.__doc__ and not each.__doc__.startswith(each.__name__) for each in mine)


def union() -> list[type[AnyEvent]]:
    return list(KINDS.values())


def test_stored_names_are_unique() -> None:
    assert len({event.kind for event in union()}) == len(union())
