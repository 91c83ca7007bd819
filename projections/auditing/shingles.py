"""Finding near copies: the earlier text that shares most with a text, without comparing all pairs.

Texts are compared as sets of shingles: pairs of neighbouring tokens. A token is a word; where a script writes
no spaces between words, such as Thai, it is five neighbouring characters.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil
from typing import NamedTuple, TypeAlias, TypeVar
from zlib import crc32

from ledger.text import fold

T = TypeVar("T")

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Thai and Lao, Burmese, Khmer, the Japanese syllables, Chinese characters."""
_TOKEN = re.compile(rf"(?P<run>[{_UNSPACED}]+)|[^\W{_UNSPACED}]+")
_OF_RUN = 5
_MOST_HOLDERS = 16
"""Earlier texts that are looked up for a shingle; those that share a template are near to one of them."""
_ROUNDING = 1e-9
_MIXING = 0x9E3779B1  # so that the last bits of a pair depend on both
_COUNTED, _MOST_COUNTED = 1 << 24, 255

Shingles: TypeAlias = frozenset[int]


class Twin(NamedTuple):
    """An earlier text: its number, and the part of all shingles of both that both have."""

    number: int
    similarity: float


def plain(text: str) -> str:
    """The words of a text, folded, without what stands between them: equal for texts that are the same."""
    return " ".join(match[0] for match in _TOKEN.finditer(fold(text)))


def tokens(text: str) -> list[str]:
    """The tokens of a ``plain`` text, in order."""
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        if run := match["run"]:
            found += [run[at : at + _OF_RUN] for at in range(max(len(run) - _OF_RUN + 1, 1))]
        else:
            found.append(match[0])
    return found


def shingles_of(words: Sequence[str], others: Iterable[str] = ()) -> Shingles:
    """The shingles of tokens, as numbers that every run gives, with others that stand beside the text."""
    numbers = [crc32(word.encode()) for word in words]
    pairs = pairwise(numbers) if words[1:] else ((number, 0) for number in numbers)
    beside = ((crc32(other.encode()), 1) for other in others)
    return frozenset(one * _MIXING ^ two for several in (pairs, beside) for one, two in several)


class _Held(NamedTuple):
    """Of a text the shingles that another may have too, and how many it has with all others."""

    shared: array[int]
    size: int


def twins(texts: Sequence[T], shingles: Callable[[T], Shingles], least: float) -> Iterator[Twin | None]:
    """For each text the earlier one with the greatest similarity; None if none has at least so much.

    If two sets are similar enough, they share one of their rarest shingles, so only these are looked up
    (prefix filtering: Chaudhuri, Ganti, Kaushik, 2006). Memory holds what more than one text has.

    Args:
        texts: in their order.
        shingles: those of a text; called twice for each.
        least: the similarity (Jaccard: shared, of all) from which on a text is a near copy; above 0.
    """
    counts = _counts(shingles(text) for text in texts)
    holders: dict[int, list[int]] = defaultdict(list)
    known: list[_Held] = []
    for number, text in enumerate(texts):
        all_of = shingles(text)
        shared = sorted(
            (one for one in all_of if counts[one % _COUNTED] > 1),
            key=lambda one: (counts[one % _COUNTED], one),
        )
        size = len(all_of)
        unique = size - len(shared)
        rarest = shared[: max(size - ceil(least * size - _ROUNDING) + 1 - unique, 0)]
        candidates = {held for one in rarest for held in holders.get(one, ())}
        own = frozenset(shared)
        near = (Twin(held, _similarity(known[held], own, size, least)) for held in candidates)
        yield max(
            (twin for twin in near if twin.similarity >= least),
            key=lambda twin: (twin.similarity, -twin.number),
            default=None,
        )
        known.append(_Held(array("Q", shared), size))
        for one in rarest:
            if len(holders[one]) < _MOST_HOLDERS:
                holders[one].append(number)


def _counts(texts: Iterable[Shingles]) -> bytearray:
    """About how many texts have a shingle, by its last bits: never too few, up to 255."""
    counts = bytearray(_COUNTED)
    for shingles in texts:
        for one in shingles:
            place = one % _COUNTED
            if counts[place] < _MOST_COUNTED:
                counts[place] += 1
    return counts


def _similarity(held: _Held, own: Shingles, size: int, least: float) -> float:
    """The similarity of two sets; 0 where their sizes alone show that it is less."""
    if min(held.size, size) < least * max(held.size, size):
        return 0.0
    shared = len(own.intersection(held.shared))
    return shared / (held.size + size - shared)
