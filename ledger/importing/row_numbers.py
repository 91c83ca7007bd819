"""The numbers of rows, in few words and little memory: ``17-19,25``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def ranges(numbers: Sequence[int]) -> str:
    """Rising numbers as people write them: ``17-19,25``."""
    first, last = numbers[0], numbers[-1]
    if last - first + 1 == len(numbers):
        return spelt([(first, last)])
    spans: list[list[int]] = []
    for number in numbers:
        extend(spans, number)
    return spelt(spans)


def numbers_in(spans: str) -> list[int]:
    """The numbers that ``ranges`` wrote."""
    ends = [span.partition("-")[::2] for span in spans.split(",")]
    return [number for first, last in ends for number in range(int(first), int(last or first) + 1)]


def extend(spans: list[list[int]], number: int) -> None:
    """Add a number to spans of rising numbers, which are the first and the last of each."""
    if spans and spans[-1][1] == number - 1:
        spans[-1][1] = number
    else:
        spans.append([number, number])


def spelt(spans: Iterable[Sequence[int]]) -> str:
    """Spans as people write them."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
