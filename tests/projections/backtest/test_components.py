"""What components of the score are worth: one that knows, one that is noise, one of which little is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from projections.backtest.components import Component
from projections.policy import DEFAULT, Policy
from tests.helpers.backtests import back_tested, shrinking
from tests.helpers.entries import Book

RATED = [date(2025, 3, 10) + timedelta(days=30 * at) for at in range(13)]


def rated(rating: Callable[[str], int], only: str = "", policy: Policy = DEFAULT) -> dict[str, Component]:
    """What each component is worth where clients rate us every month until they leave."""
    book = shrinking(20, 15)
    codes = sorted({entry.client for entry in book.entries if entry.client and only in entry.client})
    for on in RATED:
        for code in codes:
            book.add("feedback.given", code, on.isoformat(), scale="csat", score=rating(code))
    return {one.name: one for one in back_tested(book, policy=policy).found.components}


def weighing(voice: float, odds: float) -> Policy:
    """A policy under which the voice of clients weighs so much, and shifts the odds by so much."""
    index = replace(DEFAULT.health.index, voice=voice, odds=odds)
    return replace(DEFAULT, version="weighing", health=replace(DEFAULT.health, index=index))


def test_a_component_of_noise_is_not_shown_to_help_at_any_weight() -> None:
    for seed, policy in enumerate((DEFAULT, weighing(100, 0.5), weighing(1_000, 4))):
        dice = Random(seed)  # noqa: S311 - the noise
        voice = rated(lambda _, dice=dice: dice.randint(1, 5), policy=policy)["voice"]  # type: ignore[misc]
        assert voice.verdict in {"no effect shown", "hurts"}
        assert voice.auc is not None
        assert voice.auc_low is not None
        assert voice.auc_high is not None
        assert voice.auc_low < 0.6
        assert (voice.clients, voice.lost) == (35, 15)


def test_a_component_that_knows_who_leaves_helps() -> None:
    voice = rated(lambda code: 1 if code.startswith("LOST") else 5)["voice"]
    assert voice.auc is not None
    assert voice.auc > 0.95  # months before they leave, LOST clients count as kept
    assert voice.verdict == "helps"


def test_a_component_ranks_among_the_clients_that_have_data_of_it() -> None:
    few = rated(lambda code: 1 if code.startswith("LOST") else 5, only="T0")  # KEPT00 to 09, LOST00 to 09
    assert (few["voice"].clients, few["voice"].lost) == (20, 10)
    fewer = rated(lambda _: 3, only="T03")
    assert (fewer["voice"].clients, fewer["voice"].lost, fewer["voice"].auc) == (2, 1, None)


def test_being_overdue_has_no_level_of_its_own() -> None:
    overdue = rated(lambda _: 3)["order overdue"]
    assert (overdue.clients, overdue.auc) == (None, None)
    assert overdue.difference is not None


def test_a_component_without_data_changes_nothing() -> None:
    found = {one.name: one for one in back_tested(Book(())).found.components}
    assert not found
    friction = rated(lambda _: 3)["friction"]
    assert (friction.clients, friction.auc, friction.difference, friction.verdict) == (
        0, None, 0, "no data",
    )  # fmt: skip
