"""Tests of pausing the collector of cycles."""

from __future__ import annotations

import gc
from weakref import ref

from ledger.garbage_collector import collect, collected_by_hand, made_to_stay


class Ring:
    """An object that refers to itself."""

    def __init__(self) -> None:
        self.own = self


def test_cycles_are_freed_by_hand_alone_and_what_was_there_before_is_searched_again_afterwards() -> None:
    before = Ring()
    old = ref(before)
    with collected_by_hand():
        new = ref(Ring())
        del before
        assert not gc.isenabled()
        assert (old() is None, new() is None) == (False, False)
        collect()
        assert (old() is None, new() is None) == (False, True)
    assert gc.isenabled()
    collect()
    assert old() is None


def test_what_is_made_to_stay_is_old_at_once() -> None:
    with made_to_stay():
        made = Ring()
        assert any(one is made for one in gc.get_objects(generation=0))
    assert any(one is made for one in gc.get_objects(generation=2))
    assert gc.isenabled()


def test_what_is_made_within_another_pause_is_left_to_that() -> None:
    with collected_by_hand():
        frozen = gc.get_freeze_count()
        with made_to_stay():
            made = Ring()
        assert gc.get_freeze_count() == frozen
        assert any(one is made for one in gc.get_objects(generation=0))
