"""Rules about points, a person's say about health, managers' plans, and the house's rates and policies."""

from __future__ import annotations

import tomllib
from bisect import insort
from datetime import date
from decimal import Decimal
from operator import attrgetter

from ledger.entry import Draft, Entry
from ledger.events import HealthOverridden, PlanSet, PointsGranted, PointsRedeemed, PolicyAdopted, RateSet
from ledger.rules.checks import not_negative, positive, within
from ledger.rules.client_state import ClientState
from ledger.rules.credit_policy import Adopted, known_of
from ledger.rules.money_refusals import MoreThanSpendable
from ledger.rules.numbered import Thing
from ledger.rules.refusals import EndsBeforeStart, Rule
from ledger.rules.registry import Verdict, folds, judges
from ledger.rules.repeats import as_text, set_state, state_known

POINTS = Thing("points entry")
POLICY = Thing("policy", "--version")


class UntilPast(Rule, code="until-past"):
    """An override would have ended before it was said."""

    until: date
    says = "until {until} is past; give a day that is still to come"


class ScoreOrBand(Rule, code="score-or-band"):
    """An override says both a score and a band, or neither."""

    said: str
    says = "an override says a score or a band, and this says {said}; give exactly one of --score and --band"


class CurrencyMissing(Rule, code="currency-missing"):
    """A target in money does not say in which currency."""

    metric: str
    says = "a target for {metric} is money; say in which currency with --currency"


class RateOfItself(Rule, code="rate-of-itself"):
    """A currency has no rate against itself."""

    currency: str
    says = "{currency} has no rate against {currency}; name another currency as --base or --quote"


class VersionTaken(Rule, code="version-taken"):
    """The version of a policy stands for one that was adopted before."""

    version: str
    says = "a policy was adopted before as version '{version}'; give this one another version, or correct that one with entry.corrected"


class NotToml(Rule, code="not-toml"):
    """A policy cannot be read."""

    version: str
    problem: str
    says = "policy '{version}' is not valid TOML: {problem}; correct it and see `goodwill policy check`"


@judges
def judge_granted(client_state: ClientState, event: PointsGranted) -> None:
    """Points are more than nothing."""
    POINTS.must_be_new(client_state, event.number)
    positive("points", event.points)
    not_negative("value", event.value)


@judges
def judge_redeemed(client_state: ClientState, event: PointsRedeemed) -> None:
    """No more points are spent than were granted and not spent yet."""
    POINTS.must_be_new(client_state, event.number)
    positive("points", event.points)
    not_negative("value", event.value)
    if event.points > client_state.points:
        raise MoreThanSpendable(client_state.name, event.points, client_state.points)


@judges
def judge_overridden(event: HealthOverridden, draft: Draft) -> None:
    """A person says one thing, on its scale, until a day to come: as seen from the day on which it is said."""
    if (event.score is None) == (event.band is None):
        raise ScoreOrBand("neither" if event.score is None else "both")
    within("score", event.score, 0, 100)
    if event.until < draft.occurred_at.date():
        raise UntilPast(event.until)


@judges
def judge_plan(client_state: ClientState, event: PlanSet, draft: Draft) -> Verdict:
    """A period is two real days in order, and a target is not negative; the same plan again is no news."""
    start, end = event.period.split("..")
    if not _days(start, end):
        raise EndsBeforeStart(start, end)
    not_negative("target", event.target)
    if event.metric in {"revenue", "margin"} and event.currency is None:
        raise CurrencyMissing(event.metric)
    return state_known(client_state, _plan(event), _target(event), draft.occurred_at.date())


@judges
def judge_rate(event: RateSet) -> None:
    """A rate is more than nothing, and between two currencies."""
    positive("rate", event.rate)
    if event.base == event.quote:
        raise RateOfItself(event.base)


@judges
def judge_policy(client_state: ClientState, event: PolicyAdopted) -> None:
    """A version is adopted once, and can be read; what its figures mean is for the views to judge."""
    if event.version in client_state.numbered.get(POLICY.name, ()):
        raise VersionTaken(event.version)
    try:
        tomllib.loads(event.document)
    except (ValueError, RecursionError) as problem:  # it is no TOML, or more than Python reads
        raise NotToml(event.version, str(problem)) from None


@folds
def fold_points(client_state: ClientState, event: PointsGranted | PointsRedeemed) -> None:
    """There are more points to spend, or fewer."""
    POINTS.becomes(client_state, event.number)
    client_state.points += event.points if isinstance(event, PointsGranted) else -event.points


@folds
def fold_plan(client_state: ClientState, event: PlanSet, entry: Entry) -> None:
    """The target for the period is another."""
    set_state(client_state, _plan(event), _target(event), entry.on)


@folds
def fold_policy(client_state: ClientState, event: PolicyAdopted, entry: Entry) -> None:
    """The version is used, and what it says of credit holds for orders from its day on."""
    POLICY.becomes(client_state, event.version)
    insort(client_state.policies, Adopted(entry.occurred_at, known_of(event.document)), key=attrgetter("at"))


def _days(start: str, end: str) -> bool:
    try:
        return date.fromisoformat(start) <= date.fromisoformat(end)
    except ValueError:
        return False


def _plan(event: PlanSet) -> str:
    return f"plan {event.period} {event.metric} {event.currency or ''}".rstrip()


def _target(event: PlanSet) -> str:
    return as_text(event.target.normalize() + Decimal(0))
