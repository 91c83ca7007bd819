"""Tests of pausing the collector of cycles."""

from __future__ import annotations

import gc
from weakref import ref

import pytest

from ledger.garbage_collector import collect, collected_by_hand, made_to_stay, own_process


class Ring:
    """An object that refers to itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def _own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take this process for one of Goodwill's."""
    monkeypatch.setattr("ledger.garbage_collector._Process.own", False)
    own_process()


def test_the_collector_of_a_program_is_left_alone() -> None:
    old, frozen = ref(Ring()), gc.get_freeze_count()
    with made_to_stay(), collected_by_hand():
        assert gc.isenabled()
        assert gc.get_freeze_count() == frozen
        gc.disable()
        collect()
        assert old() is not None
        gc.enable()


@pytest.mark.usefixtures("_own")
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


@pytest.mark.usefixtures("_own")
def test_what_is_made_to_stay_is_old_at_once() -> None:
    with made_to_stay():
        made = Ring()
        assert any(one is made for one in gc.get_objects(generation=0))
    assert any(one is made for one in gc.get_objects(generation=2))
    assert gc.isenabled()


@pytest.mark.usefixtures("_own")
def test_what_is_made_within_another_pause_is_left_to_that() -> None:
    with collected_by_hand():
        frozen = gc.get_freeze_count()
        with made_to_stay():
            made = Ring()
        assert gc.get_freeze_count() == frozen
        assert any(one is made for one in gc.get_objects(generation=0))
