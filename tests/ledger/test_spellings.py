"""Names compared by language: every spelling belongs to one name, and looks for it finds no other."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import known_names
from ledger.spellings import Spellings, name_key
from ledger.text import bare, language_of, place, visible
from ledger.unseen import UNSEEN, identifier_key, spelt_out
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees

texts = st.text(
    "Iiİıİ\u0307AaƏəȘșŞşŢțS\u0326\u0327ßΣς\u200b\u200c\u034f \u0915\u094d\u06cc\u0645ﬁ", max_size=6
)
languages = st.sampled_from(["", "az-AZ", "tr", "ro-RO", "en"])
borne = st.lists(st.tuples(texts, languages), max_size=6)


@sees(60)
@tries(25, 100)
@given(borne=borne, names=st.lists(texts, min_size=2, max_size=4))
def test_a_spelling_is_one_name_wherever_it_stands_and_its_key_is_a_name_of_the_same_key(
    borne: list[tuple[str, str]], names: list[str]
) -> None:
    spellings = Spellings(borne)
    for name in (*names, *(name for name, _ in borne)):
        saw()
        assert spellings.key(f" {name} ") == spellings.key(name)
        assert spellings.key(spellings.key(name)) == spellings.key(name)


@sees(300)
@tries(100, 100)
@given(name=texts, language=languages)
def test_folding_twice_is_folding_once(name: str, language: str) -> None:
    for fold in (identifier_key, bare, lambda text: name_key(text, language)):
        saw()
        assert fold(fold(name)) == fold(name)


@sees(60)
@tries(25, 100)
@given(borne=borne, names=st.lists(texts, min_size=2, max_size=4))
def test_a_cedilla_in_place_of_a_comma_is_no_other_name(
    borne: list[tuple[str, str]], names: list[str]
) -> None:
    spellings = Spellings(borne)
    for name in (*names, *(name for name, _ in borne)):
        saw()
        typed = normalize("NFC", name).translate(str.maketrans("șțȘȚ", "şţŞŢ"))
        assert spellings.key(typed) == spellings.key(name)


@given(names=st.lists(texts, max_size=8, unique=True))
def test_the_order_of_no_language_is_total(names: list[str]) -> None:
    turned = names[::-1]
    assert sorted(names, key=place) == sorted(turned, key=place)
    assert len({place(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("borne", "same", "other"),
    [
        ([("İlqar", "az-AZ")], ["İLQAR", "ilqar", "İlqar\u200b"], ["Ilqar", "ILQAR", "ılqar"]),
        ([("Ilham", "tr")], ["ILHAM", "ılham"], ["İlham", "ilham"]),
        ([("Ilham", "az"), ("ILHAM", "en")], ["ILHAM", "Ilham", "ılham"], ["ilham", "İLHAM"]),
        ([("Retail", "az")], ["RETAIL", "RETAİL", "retail", " RETAIL "], ["Retaıl", "RETAILS"]),
        ([("Retail", "ro"), ("RETAIL", "az")], ["RETAIL", "retail"], ["Retaıl"]),
        ([("Retail", "az"), ("Retaıl", "az")], ["retail", "RETAİL"], ["RETAIL", "retaıl"]),
        ([("Elvin", "az")], ["ELVIN", "ELVİN", "elvin"], ["Elvın"]),
        (
            [("Ștefan Țepeș", "ro")],
            ["Ştefan Ţepeş", "ŞTEFAN ŢEPEŞ", "ștefan ţepeș", "S\u0327tefan T\u0326epeş"],
            ["Stefan Tepes"],
        ),
        ([("Ayşe", "tr"), ("Ayșe", "ro")], ["AYŞE", "ayșe"], ["Ayse"]),
        ([("Ilie", "ro")], ["ILIE", "ilie"], ["İlie"]),
        ([("Ilie", "ro"), ("İlqar", "az")], ["ILIE", "ilie"], ["İlie"]),
    ],
)
def test_the_language_of_a_client_decides(
    borne: list[tuple[str, str]], same: list[str], other: list[str]
) -> None:
    spellings = Spellings(borne)
    first = spellings.key(borne[0][0])
    assert {spellings.key(name) for name in same} == {first}
    assert first not in {spellings.key(name) for name in other}


def test_a_country_says_the_language_where_no_locale_does() -> None:
    assert [language_of("ro-RO", "AZ"), language_of(None, "AZ"), language_of(None, "TR")] == [
        "ro-RO",
        "az",
        "tr",
    ]
    assert language_of(None, "GB") == language_of(None, None) == ""


@pytest.mark.parametrize(
    ("wanted", "meant"), [("ILQAR", "İlqar"), ("stefan", "Ștefan"), ("agnes", "Ágnes"), ("RETAIL", "Retail")]
)
def test_what_was_meant_is_found_by_base_letters(wanted: str, meant: str) -> None:
    assert known_names(wanted, ["İlqar", "Ștefan", "Ágnes", "Retail"]) == f"did you mean '{meant}'?"


def test_the_characters_that_nobody_sees_are_those_of_unicode() -> None:
    unicode = regex.compile(r"[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]")
    every = "".join(map(chr, range(0x110000)))
    assert {*re.findall(f"[{UNSEEN}]", every)} == {*unicode.findall(every)}


@pytest.mark.parametrize(
    "unseen", ["\ufeff", "\u200b", "\u202a", "\u2060", "\u034f", "\u3164", "\ufe0f", "\u200d"]
)
def test_the_key_of_a_number_has_no_character_that_nobody_sees(unseen: str) -> None:
    assert identifier_key(f"{unseen}INV{unseen}-1{unseen}") == "INV-1"
    assert spelt_out(f"INV{unseen}-1") == f"INV(U+{ord(unseen):04X})-1"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\u0645\u06cc\u200c\u062e", True),  # Persian: a non-joiner between two letters
        ("\u0645\u064e\u200c\u062e", True),  # and after a vowel sign
        ("\u0915\u094d\u200d\u0937", True),  # Hindi: a joiner after a virama
        ("\u0d28\u0d4d\u200d", True),  # Malayalam: a joiner ends the word
        ("\u0645\u200c", False),
        ("\u0645\u200d\u062e", False),
        ("a\u200cb", False),
        ("\u200ca", False),
    ],
)
def test_joiners_stay_only_where_a_language_is_spelt_with_them(text: str, *, kept: bool) -> None:
    assert (identifier_key(text) == text) is kept


def test_a_cell_keeps_what_pictures_are_made_of() -> None:
    assert visible("\u1820\u180b") == "\u1820\u180b"
    heart, family = "\u2764\ufe0f", "\U0001f468\u200d\U0001f469"
    assert visible(f"\ufeff{heart}\u3164{family}") == heart + family
