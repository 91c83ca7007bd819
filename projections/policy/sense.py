"""What keys of a policy have to be among each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from projections.policy.document import Health, Policy, Tier
from projections.policy.lines import Place

__all__ = ["Contradiction", "contradictions"]

_BANDS = ("health", "watch_from"), ("health", "healthy_from")
_WEIGHTS = ("health", "weights")
_POINTS = ("collect",)
_TIERS = ("loyalty", "tiers")
_STEPS = ("reminders", "steps")
_RATES = ("metrics", "provision_rates"), ("receivables", "bucket_edges")


class Contradiction(NamedTuple):
    """Keys that cannot all be as they are; the first of them that a document states is the one to name."""

    places: tuple[Place, ...]
    problem: str


def contradictions(policy: Policy, sound: Callable[[Place], bool]) -> Iterator[Contradiction]:
    """What does not fit together.

    Args:
        policy: the policy, with the default's values where the document's are wrong by themselves.
        sound: whether nothing is wrong at a place; only what is sound is compared.
    """
    if all(map(sound, _BANDS)):
        yield from _of_bands(policy.health)
    if sound(_WEIGHTS) and not any(policy.health.weights):
        yield Contradiction((_WEIGHTS,), "all weights are 0; give at least one component more")
    if sound(_POINTS) and not any(policy.collect):
        yield Contradiction((_POINTS,), "all weights are 0; give at least one factor more")
    if sound(_TIERS):
        yield from _of_tiers(policy.loyalty.tiers)
    if sound(_STEPS) and policy.reminders.steps and policy.reminders.steps[0].after == "last":
        place = (*_STEPS, 0, "after")
        yield Contradiction((place,), 'before the first step there is no last reminder; write after = "due"')
    if all(map(sound, _RATES)):
        yield from _of_rates(policy)


def _of_bands(health: Health) -> Iterator[Contradiction]:
    if health.watch_from >= health.healthy_from:
        yield Contradiction(
            _BANDS,
            f"watch_from ({health.watch_from:g}) has to be lower than healthy_from ({health.healthy_from:g}); "
            "change one of them",
        )


def _of_tiers(tiers: tuple[Tier, ...]) -> Iterator[Contradiction]:
    names: set[str] = set()
    for at, tier in enumerate(tiers):
        if tier.name in names:
            place = (*_TIERS, at, "name")
            yield Contradiction((place,), f"there is a tier '{tier.name}' already; use another name")
        names.add(tier.name)
        if at and tier.reached_at <= tiers[at - 1].reached_at:
            place = (*_TIERS, at, "reached_at")
            yield Contradiction(
                (place,),
                f"{tier.reached_at} is not more than the {tiers[at - 1].reached_at} of the tier before; "
                "write the lowest tier first",
            )


def _of_rates(policy: Policy) -> Iterator[Contradiction]:
    rates, wanted = policy.metrics.provision_rates, len(policy.receivables.bucket_edges) + 2
    if rates and len(rates) != wanted:
        yield Contradiction(
            _RATES,
            f"there are {len(rates)} provision_rates and {wanted} ages: not due, and {wanted - 1} buckets by "
            "bucket_edges; write one rate for each",
        )
