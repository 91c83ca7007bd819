"""Each key of the policy is a switch: with another value, some figure or some outcome is another one."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import goodwill
from goodwill.read_log import reads_are_logged
from ledger import Draft, Ledger, Refused, make_event
from ledger.times import parse_moment
from projections import Answer
from projections.policy import Policy
from projections.policy.keys import keys_of, tables
from projections.policy.reading import read
from projections.policy.writing import value_text
from tests.helpers.commanding import run
from tests.helpers.fixed import DAYS, KNOWN, recorded

BASE = """
version = "base"
[reminders]
steps = [{ after = "due", days = 3 }, { after = "last", days = 14 }]
[metrics]
provision_rates = [1, 2, 3, 4, 5, 6]
least_settled = 1
[loyalty]
tiers = [{ name = "one", reached_at = 0 }, { name = "two", reached_at = 5 }, { name = "three", reached_at = 10 }]
[programme]
point_value = 0.5
rewards = [{ reward = "bag", points = 50 }]
earn.orders = [{ points = 1, per = 7 }]
earn.events = [{ event = "feedback.given", points = 5 }]
expiry.after = 200
expiry.unit = "days"
qualifying.counts = "ordered"
qualifying.window = "rolling"
qualifying.days = 60
qualifying.per = 10
[pay]
base = "deals"
rates = [{ size = 0, percent = 10 }]
fixed = { EUR = 100 }
[gifts]
limit = 1000
"""
"""A policy under which every section counts."""

OTHERS = {
    "version": '"other"',
    "receivables.bucket_edges": "[10, 20, 30, 40]",
    "receivables.bucket_basis": '"document"',
    "receivables.allocation": '"explicit"',
    "credit.on_excess": '"refuse"',
    "credit.max_days_late": "1",
    "credit.on_bad_check": '"refuse"',
    "approvals.strict": "true",
    "covers.on_missing": '"refuse"',
    "discounts.on_excess": '"refuse"',
    "reminders.steps": '[{ after = "due", days = 500 }]',
    "reminders.gap": "20",
    "reminders.quiet_days": "3000",
    "collect.amount": "1",
    "collect.lateness": "1",
    "collect.word": "100",
    "collect.today": "100",
    "collect.silence": "1",
    "metrics.dso_months": '"thirty"',
    "metrics.collection_sales": '"monthly"',
    "metrics.tolerance_days": "30",
    "metrics.least_settled": "50",
    "metrics.at_risk_after": "1",
    "metrics.provision_rates": "[2, 4, 6, 8, 10, 12]",
    "loyalty.segments": '[{ name = "all", r = [1, 5], f = [1, 5], m = [1, 5] }]',
    "loyalty.tiers": '[{ name = "one", reached_at = 0 }]',
    "programme.point_value": "2",
    "programme.pooling": '"group"',
    "programme.rewards": '[{ reward = "bag", points = 60 }]',
    "programme.earn.when": '"paid"',
    "programme.earn.pending_days": "30",
    "programme.earn.rounding": '"nearest"',
    "programme.earn.orders": "[{ points = 2, per = 7 }]",
    "programme.earn.events": '[{ event = "feedback.given", points = 50 }]',
    "programme.expiry.after": "20",
    "programme.expiry.unit": '"months"',
    "programme.expiry.until": '"end of quarter"',
    "programme.expiry.grace_days": "40",
    "programme.qualifying.counts": '"points"',
    "programme.qualifying.per": "3",
    "programme.qualifying.window": '"all time"',
    "programme.qualifying.days": "30",
    "programme.qualifying.grace_days": "300",
    "programme.qualifying.downgrade": '"one step"',
    "health.healthy_from": "61",
    "health.watch_from": "1",
    "health.rise": "40",
    "health.commerce.value_unit": "1000",
    "health.commerce.half_life": "30",
    "health.commerce.usual_gap": "10",
    "health.commerce.usual_weight": "50",
    "health.commerce.overdue_halving": "50",
    "health.commerce.half": "1",
    "health.commerce.slope": "4",
    "health.commerce.horizon": "10",
    "health.friction.half_life": "5",
    "health.friction.halving": "50",
    "health.friction.resolved": "1",
    "health.friction.compromise": "0",
    "health.friction.lost": "0",
    "health.friction.silent_after": "1",
    "health.payment.half_life": "5",
    "health.payment.late_days": "1",
    "health.payment.lateness": "1",
    "health.payment.promises": "300",
    "health.payment.overdue": "300",
    "health.engagement.half_life": "5",
    "health.engagement.halving": "50",
    "health.engagement.recency": "1",
    "health.engagement.people": "300",
    "health.engagement.punctuality": "300",
    "health.engagement.preparation": "300",
    "health.voice.half_life": "5",
    "health.voice.passive": "1",
    "health.voice.referral": "1",
    "health.voice.competitor": "100",
    "health.voice.won": "1",
    "health.voice.lost": "100",
    "health.index.friction": "300",
    "health.index.payment": "300",
    "health.index.engagement": "300",
    "health.index.voice": "300",
    "health.index.odds": "5",
    "health.index.segments": '[{ segment = "retail", friction = 300 }]',
    "key_accounts.base": '"revenue"',
    "key_accounts.share": "90",
    "key_accounts.dependence": "1",
    "key_accounts.a_to": "1",
    "key_accounts.b_to": "85",
    "audit.late_days": "3000",
    "audit.log_reads": "true",
    "touches.tolerance": "1000",
    "touches.tolerance_key": "1000",
    "touches.gaps": "3",
    "touches.informal": "false",
    "touches.feedback_after": "1",
    "gifts.limit": "1",
    "pay.base": '"margin"',
    "pay.rates": "[{ size = 0, percent = 20 }]",
    "pay.fixed": "{ EUR = 200 }",
    "pay.cut": "false",
}
"""Another value of each key. A new key needs a line, and figures in which it shows."""

KEYS = [
    ".".join((*place, key.name))
    for place, table in tables()
    for key in keys_of(table).values()
    if not key.table
]


def document(*changes: tuple[str, str]) -> str:
    """The base with other values of some keys."""
    whole = tomllib.loads(BASE, parse_float=Decimal)
    for name, text in changes:
        *above, key = name.split(".")
        table = whole
        for part in above:
            table = table.setdefault(part, {})
        table[key] = tomllib.loads(f"key = {text}", parse_float=Decimal)["key"]
    return "\n".join(f"{key} = {_text(value)}" for key, value in whole.items())


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_text(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    return value_text(value)


def policy(*changes: tuple[str, str]) -> Policy:
    found = read(document(*changes))
    assert not found.faults
    return found.policy


Figures = Callable[[Ledger, Policy], Iterator[Answer]]


def on_days(ask: Callable[..., Answer], **more: Any) -> Figures:
    return lambda ledger, policy: (ask(ledger, as_of=day, policy=policy, **more) for day in reversed(DAYS))


def in_years(ask: Callable[..., Answer]) -> Figures:
    years = [(date(year, 1, 1), date(year, 12, 31)) for year in (2026, 2025, 2024)]
    return lambda ledger, policy: (ask(ledger, period=year, policy=policy) for year in years)


HORIZON = "health.commerce.horizon"
"""The key that shows in the back-test alone."""
FIGURES: dict[str, tuple[Figures, ...]] = {
    "version": (on_days(goodwill.receivables),),
    "receivables": (on_days(goodwill.receivables),),
    "credit": (on_days(goodwill.exposure),),
    "reminders": (on_days(goodwill.reminders),),
    "collect": (on_days(goodwill.collect),),
    "metrics": (in_years(goodwill.metrics), on_days(goodwill.provision)),
    "loyalty": (on_days(goodwill.loyalty),),
    "programme": (on_days(goodwill.loyalty), on_days(goodwill.liability)),
    "health": (on_days(goodwill.health),),
    "key_accounts": (in_years(goodwill.key_accounts),),
    "touches": (in_years(goodwill.activity), on_days(goodwill.agenda)),
    "gifts": (on_days(goodwill.people_spend),),
    "pay": (in_years(goodwill.pay),),
}
"""What shows the keys of each section."""

RULED = {
    "credit.on_excess",
    "credit.on_bad_check",
    "approvals.strict",
    "covers.on_missing",
    "discounts.on_excess",
    "programme.rewards",
    "reminders.quiet_days",
    "audit.late_days",
    "audit.log_reads",
}
"""The keys that show in what the house may record, or in what a command warns of."""


MORE: tuple[tuple[str, str | None, str, dict[str, Any]], ...] = (
    ("client.registered", "VERA", "2025-01-01", {"code": "VERA", "name": "V", "currency": "EUR", "manager": "Vera"}),
    ("client.terms_agreed", "VERA", "2025-01-01", {"payment_days": 10, "billing": "order"}),
    ("client.ranked", "VERA", "2025-01-01", {"rank": "key", "reason": "large"}),
    ("visit.planned", "VERA", "2025-01-02", {"visit": "V-1", "at": "2025-03-01T09:00:00Z", "channel": "visit", "purpose": "a"}),
    ("visit.held", "VERA", "2025-03-01", {"visit": "V-1", "channel": "visit", "started_at": "2025-03-01T09:30:00Z", "summary": "a", "prepared": False}),
    ("visit.planned", "VERA", "2025-03-02", {"visit": "V-2", "at": "2025-07-01T09:00:00Z", "channel": "visit", "purpose": "b"}),
    ("visit.held", "VERA", "2025-07-01", {"visit": "V-2", "channel": "visit", "started_at": "2025-07-01T09:00:00Z", "summary": "b", "prepared": True}),
    ("feedback.given", "VERA", "2025-03-03", {"scale": "nps", "score": 7}),
    ("objection.raised", "VERA", "2025-03-04", {"number": "J-1", "topic": "price", "severity": 3}),
    ("objection.resolved", "VERA", "2025-03-05", {"number": "J-1", "outcome": "lost"}),
    ("order.placed", "VERA", "2025-03-20", {"number": "S-1", "currency": "EUR", "lines": [{"product": "X", "quantity": "1", "unit_price": "500", "unit_cost": "400"}]}),
    ("order.placed", "VERA", "2026-06-01", {"number": "S-2", "currency": "EUR", "lines": [{"product": "X", "quantity": "1", "unit_price": "300", "unit_cost": "200"}]}),
    ("payment.received", "VERA", "2026-06-20", {"number": "S-P", "amount": "300", "currency": "EUR", "settles": [{"document": "S-2", "amount": "300"}]}),
    ("plan.set", None, "2026-01-01", {"manager": "Vera", "period": "2026-01-01..2026-12-31", "metric": "revenue", "target": "9000", "currency": "EUR"}),
    ("invoice.issued", "VERA", "2026-05-01", {"number": "S-I", "amount": "70", "currency": "EUR", "due": "2026-05-11"}),
    ("reminder.sent", "VERA", "2026-06-14", {"number": "S-R", "level": 1, "channel": "e-mail", "documents": ["S-I"]}),
)  # fmt: skip
"""What the fixed ledger lacks to show every key."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with recorded(tmp_path_factory.mktemp("fixed") / "goodwill.db") as ledger:
        for kind, client, on, fields in MORE:
            ledger.record(Draft(make_event(kind, fields), parse_moment(on), "ana", client))
        yield ledger


def shown(ledger: Ledger, section: str, *changes: tuple[str, str]) -> Iterator[Mapping[str, Any]]:
    """The figures of a section under the base with other values of some keys, the latest first."""
    chosen = policy(*changes)
    for ask in FIGURES[section]:
        for one in ask(ledger, chosen):
            found = one.as_json(items=True) | {"cautions": [*one.cautions]}
            yield found if section == "version" else {**found, "policy": None}


@cache
def base(ledger: Ledger, section: str) -> list[Mapping[str, Any]]:
    """The figures of a section under the base."""
    return [*shown(ledger, section)]


@pytest.mark.parametrize("key", [key for key in KEYS if key not in {HORIZON, *RULED}])
def test_another_value_of_a_key_is_another_figure(ledger: Ledger, key: str) -> None:
    section = key.partition(".")[0]
    others = shown(ledger, section, (key, OTHERS[key]))
    assert any(one != other for one, other in zip(base(ledger, section), others, strict=True))


FACTS: tuple[tuple[str, str | None, str, dict[str, Any]], ...] = (
    ("client.registered", "ACME", "2026-01-01", {"code": "ACME", "name": "Acme", "currency": "EUR", "manager": "Anna"}),
    ("client.registered", "BAD", "2026-01-01", {"code": "BAD", "name": "Bad", "currency": "EUR"}),
    ("client.terms_agreed", "ACME", "2026-01-01", {"payment_days": 10, "billing": "invoice", "credit_limit": "100", "discount_limit": "5"}),
    ("client.credit_checked", "BAD", "2026-01-02", {"outcome": "bad", "source": "bank"}),
    ("points.granted", "ACME", "2026-01-03", {"number": "G-1", "points": "100"}),
    ("discount.requested", "ACME", "2026-01-03", {"number": "D-1", "percent": "9", "reason": "volume", "by": "anna"}),
    ("invoice.issued", "ACME", "2026-01-05", {"number": "I-1", "amount": "50", "currency": "EUR", "due": "2026-01-15"}),
    ("payment.received", "ACME", "2026-06-20", {"number": "P-1", "amount": "1", "currency": "EUR"}),
)  # fmt: skip


def _order(number: str, price: str, **line: str) -> dict[str, Any]:
    return {
        "number": number,
        "currency": "EUR",
        "lines": [{"product": "X", "quantity": "1", "unit_price": price, **line}],
    }


TRIED: Mapping[str, tuple[str, str, dict[str, Any], str | None]] = {
    "credit.on_excess": ("order.placed", "ACME", _order("O-1", "900"), None),
    "credit.on_bad_check": ("order.placed", "BAD", _order("O-2", "1"), None),
    "discounts.on_excess": ("order.placed", "ACME", _order("O-3", "2", discount="50"), None),
    "approvals.strict": ("discount.approved", "ACME", {"number": "D-1", "percent": "9", "by": "anna"}, None),
    "covers.on_missing": ("order.placed", "ACME", _order("O-4", "1"), "Zoe"),
    "programme.rewards": (
        "points.redeemed", "ACME", {"number": "R-1", "points": "50", "reward": "bag"}, None,
    ),
}  # fmt: skip
"""What is tried under each key that rules read: a kind, a client, its fields, and for whom."""


def outcome(place: Path, key: str, *changes: tuple[str, str]) -> object:
    """What comes of a house under the base with other values of some keys."""
    adopted = ("policy.adopted", None, "2026-01-01", {"version": "base", "document": document(*changes)})
    with Ledger.create(str(place), clock=lambda: KNOWN) as ledger:
        for kind, client, on, fields in (adopted, *FACTS):
            ledger.record(Draft(make_event(kind, fields), parse_moment(on), "anna", client))
        if key == "audit.log_reads":
            return reads_are_logged(ledger)
        if key == "audit.late_days":
            return len(goodwill.audit_late(ledger).rows)
        if key in TRIED:
            kind, client, fields, behalf = TRIED[key]
            draft = Draft(
                make_event(kind, fields), parse_moment("2026-06-01"), "anna", client, on_behalf_of=behalf
            )
            try:
                return len(ledger.record(draft).advice)
            except Refused as refused:
                return refused.code
    return run("reminders", "--as-of", "2026-06-30", ledger=place).stderr


@pytest.mark.parametrize("key", sorted(RULED))
def test_another_value_of_a_key_is_another_outcome(tmp_path: Path, key: str) -> None:
    before = outcome(tmp_path / "base.db", key)
    assert outcome(tmp_path / "other.db", key, (key, OTHERS[key])) != before


def test_another_horizon_tests_the_score_on_other_days(ledger: Ledger) -> None:
    def tested(*changes: tuple[str, str]) -> list[str]:
        found = goodwill.backtest(ledger, as_of=DAYS[-1], policy=policy(*changes), month_ends=2)
        return [one["date"] for one in found.as_json()["cutoffs"]]

    assert tested((HORIZON, OTHERS[HORIZON])) != tested()


def test_every_key_is_switched() -> None:
    assert set(OTHERS) == set(KEYS)
    assert {key for key in RULED if key in KEYS} == RULED
