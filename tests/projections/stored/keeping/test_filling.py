"""How the clients of a rebuild are put together in transactions."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.stored.history_source import Stream
from projections.stored.keeping.filling import chunked


def streams(*entries: int) -> list[Stream]:
    return [Stream(f"C-{number:04}", UUID(int=number), count) for number, count in enumerate(entries)]


@pytest.mark.parametrize(
    ("entries", "sizes"),
    [
        ((), []),
        ((5,) * 250, [100, 100, 50]),
        ((4_000, 4_000, 4_000), [2, 1]),
        ((90_000, 10, 10, 90_000), [1, 2, 1]),
        ((10_000, 10_000), [1, 1]),
    ],
    ids=["nobody", "short histories", "long ones", "longer than a transaction", "just as long"],
)
def test_as_many_clients_go_together_as_their_entries_allow(
    entries: tuple[int, ...], sizes: list[int]
) -> None:
    assert [len(chunk) for chunk in chunked(streams(*entries))] == sizes


@given(entries=st.lists(st.integers(1, 20_000), max_size=300))
def test_no_client_is_left_out_or_moved(entries: list[int]) -> None:
    every = streams(*entries)
    assert [one for chunk in chunked(every) for one in chunk] == every
