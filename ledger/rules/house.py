"""Rules about judgements of health, managers' plans, the house's description, rates and policies."""

from __future__ import annotations

import tomllib
from datetime import date
from difflib import get_close_matches
from zoneinfo import available_timezones

from ledger.entry import Draft
from ledger.events import (
    CheckpointSigned,
    DataRead,
    HealthOverridden,
    HouseDescribed,
    ManagerErased,
    PlanSet,
    PolicyAdopted,
    RateSet,
)
from ledger.rules.bank_accounts import named_rightly
from ledger.rules.checks import not_negative, positive, repeats, sets_again, within
from ledger.rules.client_state import ClientState
from ledger.rules.folding import setting_of, target_of
from ledger.rules.numbered_things import POLICY
from ledger.rules.refusals import EndsBeforeStart, NameTaken, Rule
from ledger.rules.registry import Context, judges


class UntilPast(Rule, code="until-past"):
    """An override would end before the day on which it is recorded."""

    until: date
    what = "until {until} is past"
    advice = "give a later day"


class ScoreOrBand(Rule, code="score-or-band"):
    """An override gives both a score and a band, or neither."""

    given: str
    what = "an override gives a score or a band, and this gives {given}"
    advice = "give exactly one of --score and --band"


class CurrencyMissing(Rule, code="currency-missing"):
    """A target in money has no currency."""

    metric: str
    what = "a target for {metric} is money"
    advice = "name its currency with --currency"


class NoMetric(Rule, code="no-metric"):
    """A plan has a metric that plans had once."""

    metric: str
    what = "{metric} are no longer a metric of plans"
    advice = "agree the rhythm of a client with client.rhythm_agreed"


class RateOfItself(Rule, code="rate-of-itself"):
    """A currency has no rate against itself."""

    currency: str
    what = "{currency} has no rate against {currency}"
    advice = "name another currency as --base or --quote"


class UnknownTimeZone(Rule, code="unknown-time-zone"):
    """The IANA database has no time zone of that name."""

    name: str
    hint: str
    what = "no time zone '{name}' in the IANA database"
    advice = "{hint}"


class VersionTaken(Rule, NameTaken, code="version-taken"):
    """Another policy was adopted under that version."""

    version: str
    what = "a policy was adopted before as version '{version}'"
    advice = "give this one another version, or correct that one with entry.corrected"


class NotToml(Rule, code="not-toml"):
    """A policy is not valid TOML."""

    version: str
    problem: str
    what = "policy '{version}' is not valid TOML: {problem}"
    advice = "correct it and see `goodwill policy check`"


@judges
def judge_overridden(_client_state: ClientState, event: HealthOverridden, draft: Draft) -> None:
    """An override gives a score or a band, and ends on its own day or later."""
    if (event.score is None) == (event.band is None):
        raise ScoreOrBand("neither" if event.score is None else "both")
    within("score", event.score, 0, 100)
    if event.until < draft.occurred_at.date():
        raise UntilPast(event.until)


@judges
def judge_plan(client_state: ClientState, event: PlanSet, draft: Draft, context: Context) -> bool:
    """A period is two days in order, and a target is not negative; the same target is not recorded again."""
    start, end = event.period.split("..")
    if not _in_order(start, end):
        raise EndsBeforeStart(start, end)
    not_negative("target", event.target)
    if event.metric == "visits":
        raise NoMetric(event.metric)
    if event.metric in {"revenue", "margin", "collected"} and event.currency is None:
        raise CurrencyMissing(event.metric)
    name, value = target_of(event)
    states = (client_state, *context.other_plans(event.manager))
    known = [state.settings[name] for state in states if name in state.settings]
    newest = max(known, key=lambda one: (one.at.date(), one.at, one.value != value), default=None)
    return repeats(newest, value, draft)


@judges
def judge_described(client_state: ClientState, event: HouseDescribed, draft: Draft) -> bool:
    """Bank accounts and the time zone are real; the same description is not recorded again."""
    named_rightly(event.bank_accounts)
    if event.time_zone is not None:
        _known_zone(event.time_zone)
    return sets_again(client_state, setting_of(event), draft)


def _known_zone(name: str) -> None:
    known = available_timezones()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise UnknownTimeZone(name, f"did you mean '{near[0]}'?" if near else "write one such as Asia/Baku")


@judges
def judge_rate(_client_state: ClientState, event: RateSet) -> None:
    """A rate is more than zero, and between two currencies."""
    positive("rate", event.rate)
    if event.base == event.quote:
        raise RateOfItself(event.base)


@judges
def judge_checkpoint(_client_state: ClientState, event: CheckpointSigned) -> None:
    """Any text: `goodwill verify` judges whether it is a checkpoint of this ledger."""


@judges
def judge_policy(client_state: ClientState, event: PolicyAdopted) -> None:
    """A version is adopted once, and its document is TOML. Views judge what its keys mean."""
    if POLICY.state(client_state, event.version) is not None:
        raise VersionTaken(event.version)
    try:
        tomllib.loads(event.document)
    except (ValueError, RecursionError) as problem:  # RecursionError: nested too deeply for Python
        raise NotToml(event.version, str(problem)) from None


@judges
def judge_manager_erased(_client_state: ClientState, event: ManagerErased) -> None:
    """Any of our own people may ask for it."""


@judges
def judge_read(_client_state: ClientState, event: DataRead) -> None:
    """Any reading may be recorded."""


def _in_order(start: str, end: str) -> bool:
    try:
        return date.fromisoformat(start) <= date.fromisoformat(end)
    except ValueError:
        return False
