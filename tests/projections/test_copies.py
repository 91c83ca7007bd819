"""Near copies are found as a comparison of all pairs finds them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.auditing.shingles import plain, shingles_of, tokens, twins
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees

_WORDS = st.lists(st.sampled_from("abc"), min_size=2, max_size=9)
TEXTS = st.lists(_WORDS, min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The price, 5 %: AGREED!", ["the", "price", "5", "agreed"]),
        ("Qiymət razılaşdırıldı", ["qiymət", "razılaşdırıldı"]),
        ("สต็อกสินค้า 7 ลัง", ["สต็อก", "ต็อกส", "็อกสิ", "อกสิน", "กสินค", "สินค้", "ินค้า", "7", "ลัง"]),
        ("…!", []),
    ],
)
def test_tokens_are_words_or_parts_of_what_is_written_without_spaces(text: str, found: list[str]) -> None:
    assert tokens(plain(text)) == found


@sees(20)
@tries(25, 100)
@given(texts=TEXTS, least=st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_the_twin_is_the_earlier_text_that_is_most_alike(texts: list[list[str]], least: float) -> None:
    sets = [*map(shingles_of, texts)]
    found = [*twins(texts, shingles_of, least)]
    for number, twin in enumerate(found):
        best = max(
            (
                (len(one & sets[number]) / len(one | sets[number]), -at)
                for at, one in enumerate(sets[:number])
            ),
            default=(0.0, 0),
        )
        if best[0] < least:
            assert twin is None
        else:
            saw()
            assert twin is not None
            assert (twin.similarity, -twin.number) == best


def test_what_shares_a_template_is_found_in_a_crowd() -> None:
    crowd = [
        f"we met on the {day} and spoke about {what}".split()
        for day, what in product("abcdefghij", "klmnopq")
    ]
    found = [*twins(crowd, shingles_of, 0.5)]
    assert found[0] is None
    assert all(found[1:])
