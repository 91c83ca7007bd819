"""Keys of a policy that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from ledger.policy_amounts import ByCurrency, Figure, figure_in
from ledger.programme_keys import Programme
from projections.policy.document import Policy, Tier
from projections.policy.lines import Place
from projections.policy.numbers import BILLION
from projections.policy.pay import Pay
from projections.policy.reminding import Step

Contradiction: TypeAlias = tuple[tuple[Place, ...], str]
"""Keys that cannot all be as they are, and why; the first that a document states is the one to name."""

_BANDS = ("health", "watch_from"), ("health", "healthy_from")
_TIERS = ("loyalty", "tiers")
_CUTS = ("key_accounts", "a_to"), ("key_accounts", "b_to")
_PROGRAMME = ("programme",)
_STEPS = ("reminders", "steps")
_PAY = ("pay",)
_RATES = ("metrics", "provision_rates"), ("receivables", "bucket_edges")


def contradictions(policy: Policy, sound: Callable[[Place], bool]) -> Iterator[Contradiction]:
    """What does not fit together.

    Args:
        policy: the policy, with the default's values where the document's are wrong by themselves.
        sound: whether nothing is wrong at a place; only what is sound is compared.
    """
    low, high = policy.health.watch_from, policy.health.healthy_from
    if all(map(sound, _BANDS)) and low >= high:
        yield _BANDS, f"watch_from ({low:g}) has to be lower than healthy_from ({high:g}); change one of them"
    if sound(("collect",)) and not any(policy.collect):
        yield (("collect",),), "all weights are 0; give at least one factor more"
    first, second = policy.key_accounts.a_to, policy.key_accounts.b_to
    if all(map(sound, _CUTS)) and first >= second:
        yield _CUTS, f"a_to ({first}) has to be lower than b_to ({second}); change one of them"
    if sound(_TIERS):
        yield from _of_tiers(policy.loyalty.tiers)
    if sound(_PROGRAMME):
        yield from _of_programme(policy.programme)
    if sound(_STEPS):
        yield from _of_steps(policy.reminders.steps)
    if sound(_PAY):
        yield from _of_pay(policy.pay)
    rates, ages = policy.metrics.provision_rates, len(policy.receivables.bucket_edges) + 2
    if all(map(sound, _RATES)) and rates and len(rates) != ages:
        wanted = f"{ages} ages: not due, and {ages - 1} buckets by bucket_edges"
        yield _RATES, f"there are {len(rates)} provision_rates and {wanted}; write one rate for each"


def _of_steps(steps: tuple[Step, ...]) -> Iterator[Contradiction]:
    if steps and steps[0].after == "last":
        yield ((*_STEPS, 0, "after"),), 'before the first step there is no last reminder; write after = "due"'
    for at, step in enumerate(steps):
        if step.is_notice and step.after != "due":
            problem = (
                f'days before anything but the due date ({step.days}) are no notice; write after = "due"'
            )
            yield ((*_STEPS, at, "days"),), problem
        if step.is_notice and at and not steps[at - 1].is_notice:
            problem = "a notice comes before the steps that follow the due date; write it first"
            yield ((*_STEPS, at, "days"),), problem
        for key in ("fee", "interest"):
            if step.is_notice and getattr(step, key):
                yield ((*_STEPS, at, key),), "a notice is about what is not late yet; leave this out"


def _of_tiers(tiers: tuple[Tier, ...]) -> Iterator[Contradiction]:
    names: set[str] = set()
    for at, tier in enumerate(tiers):
        if tier.name in names:
            yield ((*_TIERS, at, "name"),), f"there is a tier '{tier.name}' already; use another name"
        names.add(tier.name)
        before = tiers[at - 1].reached_at
        if at and tier.reached_at <= before:
            problem = f"{tier.reached_at} is not more than the {before} of the tier before; write the lowest tier first"
            yield ((*_TIERS, at, "reached_at"),), problem


def _of_programme(programme: Programme) -> Iterator[Contradiction]:
    earn, expiry = programme.earn, programme.expiry
    if not expiry.after and expiry.until != "the day":
        problem = (
            f'points never expire, so none last until the {expiry.until}; write after, or until = "the day"'
        )
        yield ((*_PROGRAMME, "expiry", "until"),), problem
    if not expiry.after and expiry.grace_days:
        problem = "points never expire, so none need days of grace; write after, or leave grace_days out"
        yield ((*_PROGRAMME, "expiry", "grace_days"),), problem
    if earn.when == "paid" and not earn.orders:
        problem = (
            'no rule gives points for orders, which payment could release; write orders, or when = "ordered"'
        )
        yield ((*_PROGRAMME, "earn", "when"),), problem
    yield from _twice((*_PROGRAMME, "rewards"), "reward", [one.reward for one in programme.rewards])
    yield from _twice((*_PROGRAMME, "earn", "events"), "event", [one.event for one in earn.events])


def _of_pay(pay: Pay) -> Iterator[Contradiction]:
    if pay.base != "none" and not pay.rates:
        problem = "without rates no deal earns anything; write rates = [{ size = 0, percent = 10 }]"
        yield ((*_PAY, "rates"), (*_PAY, "base")), problem
    if pay.fixed and not isinstance(pay.fixed, ByCurrency):
        yield ((*_PAY, "fixed"),), f"{pay.fixed} has no currency; write it like {{ EUR = {pay.fixed} }}"
    for at, (before, rate) in enumerate(pairwise(pay.rates), 1):
        for currency in _currencies(before.size, rate.size):
            first, second = (figure_in(one.size, currency, BILLION) for one in (before, rate))
            if second <= first:
                problem = (
                    f"{second} is not more than the {first} of the rate before; write the smallest size first"
                )
                yield ((*_PAY, "rates", at, "size"),), problem
                break


def _currencies(*figures: Figure) -> Sequence[str]:
    """The currencies that figures name; an empty one where none does."""
    return [code for one in figures if isinstance(one, ByCurrency) for code, _ in one] or [""]


def _twice(place: Place, key: str, names: Sequence[str]) -> Iterator[Contradiction]:
    """Items of a list that have the name of an earlier one."""
    for at, name in enumerate(names):
        if name in names[:at]:
            yield ((*place, at, key),), f"there is a rule for '{name}' already; keep one of them"
