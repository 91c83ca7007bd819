"""Events: frozen facts with exact figures and text in any script."""

from __future__ import annotations

import json
import unicodedata

import pytest

from ledger.codec import decode_event, encode_event
from ledger.errors import Malformed
from ledger.events import KINDS
from ledger.events.models import MODELS
from ledger.judging import make_event

SENTENCES = {
    "Azerbaijani": "Müştəri «Şəki» çayını İçərişəhərdə görmək istəyir; qiymət ı ilə yazılır.",
    "Thai": "ลูกค้าขอส่วนลดเพิ่มอีกสิบเปอร์เซ็นต์ก่อนสิ้นปี",
    "Romanian": "Așteaptă ofertă până vineri; țintă: zece mii de bucăți în București.",
    "Albanian": "Klienti kërkon çmim më të mirë për sasi të mëdha në Tiranë.",
    "Hungarian": "Az ügyfél hűtőből kér árut, sűrű szállítással, őszre.",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_json_schema(kind: str) -> None:
    schema = MODELS[kind].model_json_schema()
    assert schema["type"] == "object"
    assert json.dumps(schema)


def test_an_event_is_not_edited() -> None:
    event = make_event("referral.made", {"referred": "Beta"})
    with pytest.raises(AttributeError, match="immutable"):
        event.note = "changed"  # type: ignore[misc] # what is refused


@pytest.mark.parametrize("amount", [12.5, True, "12,50", "NaN", "Infinity", "", "1e99", "0.123456789", None])
def test_money_is_exact(amount: object) -> None:
    with pytest.raises(Malformed, match="amount"):
        make_event("expense.spent", {"amount": amount, "currency": "EUR", "purpose": "p"})


def test_an_amount_is_kept_as_it_was_written() -> None:
    event = make_event("expense.spent", {"amount": "100.00", "currency": "EUR", "purpose": "p"})
    assert json.loads(encode_event(event))["amount"] == "100.00"


def test_a_field_that_does_not_exist_is_named() -> None:
    with pytest.raises(Malformed, match="colour: there is no such field"):
        make_event("referral.made", {"referred": "Beta", "colour": "red"})


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(Malformed) as refusal:
        make_event("expense.spent", {"amount": 1.5, "currency": "euro"})
    assert [field for field, _ in refusal.value.problems] == ["amount", "currency", "purpose"]


@pytest.mark.parametrize("language", SENTENCES)
def test_text_of_any_language_survives_storage(language: str) -> None:
    text = SENTENCES[language]
    event = make_event("client.described", {"topic": "needs", "text": text})
    again = decode_event(event.kind, event.shape, encode_event(event))
    assert again == event
    assert getattr(again, "text", None) == text


@pytest.mark.parametrize("language", SENTENCES)
def test_text_is_composed_when_it_comes_in(language: str) -> None:
    decomposed = unicodedata.normalize("NFD", SENTENCES[language])
    event = make_event("client.described", {"topic": "needs", "text": decomposed})
    assert getattr(event, "text", None) == unicodedata.normalize("NFC", decomposed)


def test_codes_that_look_equal_are_equal() -> None:
    composed = make_event("client.registered", {"code": "ȘTE-1", "name": "n", "currency": "RON"})
    decomposed = make_event("client.registered", {"code": " S\u0326TE-1 ", "name": "n", "currency": "RON"})
    assert composed == decomposed
