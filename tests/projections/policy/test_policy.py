"""The policy as a document: what it may say, on which line it is wrong, and that it is written as read."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.text import nfc
from projections import DEFAULT, Policy
from projections.policy import (
    Collect,
    Commerce,
    Health,
    Loyalty,
    Receivables,
    Reminders,
    Segment,
    Step,
    Tier,
    read,
    render,
)
from projections.policy.keys import keys_of, tables
from projections.policy.lines import lines_of
from tests.helpers.depth import tries


def faults(text: str) -> list[str]:
    return [str(fault) for fault in read(text).faults]


# One fault each: where it stands, and the words that say what to do.
WRONG = [
    ("[receivables]\nbucket_edges = []", 3, "receivables.bucket_edges", "each more than the one before"),
    ("[receivables]\nbucket_edges = [30, 30]", 3, "receivables.bucket_edges", "not [30, 30]"),
    ("[receivables]\nbucket_edges = [60, 30]", 3, "receivables.bucket_edges", "not [60, 30]"),
    ("[receivables]\nbucket_edges = [0, 30]", 3, "receivables.bucket_edges", "from 1 to 36500, not 0"),
    ("[receivables]\nbucket_edges = [30.0]", 3, "receivables.bucket_edges", "a whole number"),
    ("[receivables]\nbucket_edges = 30", 3, "receivables.bucket_edges", "whole numbers"),
    ('receivables.bucket_basis = "when"', 2, "receivables.bucket_basis", '"due" or "document"'),
    ("receivables = { allocation = 1 }", 2, "receivables.allocation", '"oldest-first" or "explicit", not 1'),
    ('[health.commerce]\nhalf_life = "90"', 3, "health.commerce.half_life", 'not the text "90"'),
    ("[health.commerce]\nhalf_life = 0", 3, "health.commerce.half_life", "from 0.001"),
    ("[health.commerce]\nhalf_life = 1e-400", 3, "health.commerce.half_life", "from 0.001"),
    ("[health.commerce]\nhalf = -1", 3, "health.commerce.half", "from 0.001"),
    ("[health.commerce]\nhalf_life = inf", 3, "health.commerce.half_life", "not Infinity"),
    ("[health.commerce]\nhalf_life = nan", 3, "health.commerce.half_life", "not NaN"),
    ("[health.commerce]\nhalf_life = true", 3, "health.commerce.half_life", "not true"),
    (
        "[health.commerce]\nhalf_life = 2026-01-01",
        3,
        "health.commerce.half_life",
        "the date or time 2026-01-01",
    ),
    ("[key_accounts]\na_to = 95", 3, "key_accounts.a_to", "lower than b_to (95)"),
    ("[key_accounts]\nshare = 0", 3, "key_accounts.share", "more than 0, at most 100"),
    ("[health]\ncommerce = 3", 3, "health.commerce", "write a table, not 3"),
    ("[collect]\n# less\nword = -1", 4, "collect.word", "from 0 to 1000, not -1"),
    (
        "[collect]\namount=0\nlateness=0\nword=0\ntoday=0\nsilence=0",
        2,
        "collect",
        "all weights",
    ),
    ("[collect]\nword = 1.5", 3, "collect.word", "a whole number from 0 to 1000, not 1.5"),
    (
        "collect = { amount=0, lateness=0, word=0, today=0, silence=0 }",
        2,
        "collect",
        "at least one factor",
    ),
    (
        "[[reminders.steps]]\nafter = 'due'\ndays = 1\nfee.EUR = 10\nfee.eur = 9",
        6,
        "reminders.steps 1, fee.eur",
        "no such currency",
    ),
    (
        "[[reminders.steps]]\nafter = 'due'\ndays = 1\n[reminders.steps.threshold]\nHUF = -1",
        6,
        "reminders.steps 1, threshold.HUF",
        "from 0 to",
    ),
    (
        "[[reminders.steps]]\nafter = 'due'\ndays = 1\nthreshold = {}",
        5,
        "reminders.steps 1, threshold",
        "not an empty table",
    ),
    ("[health]\nhealthy_from = 20", 3, "health.healthy_from", "has to be lower"),
    ("[health]\nwatch_from = 90", 3, "health.watch_from", "has to be lower"),
    ("[health]\nhealthy_from = 101", 3, "health.healthy_from", "from 0 to 100, not 101"),
    ("[health]\nhalf_life = 9", 3, "health.half_life", "it belongs in [health.commerce]"),
    ("[helth]", 2, "helth", "did you mean 'health'?"),
    ("[[loyalty.tiers]]\nname = 'a'\n", 2, "loyalty.tiers 1, reached_at", "it is missing"),
    ("[[loyalty.tiers]]\nname = ''\nreached_at = 1", 3, "loyalty.tiers 1, name", "write a name"),
    (
        "[[loyalty.tiers]]\nname = 'a'\nreached_at = 0.123456789",
        4,
        "loyalty.tiers 1, reached_at",
        "8 decimals",
    ),
    ("[loyalty]\ntiers = [\n  3,\n]", 4, "loyalty.tiers 1", "write a table with name, reached_at, not 3"),
    ("[loyalty]\nsegments = [{name='a', r=[1,6], f=[1,5], m=[1,5]}]", 3, "loyalty.segments 1, r", "not 6"),
    (
        "[loyalty]\nsegments = [{name='a', r=[5,1], f=[1,5], m=[1,5]}]",
        3,
        "loyalty.segments 1, r",
        "not [5, 1]",
    ),
    (
        "[loyalty]\nsegments = [{name='a', r=[1], f=[1,5], m=[1,5]}]",
        3,
        "loyalty.segments 1, r",
        "the lower first",
    ),
    (
        "[loyalty]\nsegments = [\n{name='a', r=[1,1], f=[1,1]},\n]",
        4,
        "loyalty.segments 1, m",
        "it is missing",
    ),
]


@pytest.mark.parametrize(
    ("text", "line", "key", "words"), WRONG, ids=[f"{case[2]} {case[3]}" for case in WRONG]
)
def test_an_impossible_value_is_refused_with_its_line(text: str, line: int, key: str, words: str) -> None:
    (fault,) = read(f"version = 'x'\n{text}\n").faults
    assert (fault.line, fault.key) == (line, key)
    assert words in fault.problem


def test_tiers_rise_and_have_names_of_their_own() -> None:
    tiers = "".join(f"[[loyalty.tiers]]\nname = 'a'\nreached_at = {points}\n" for points in (5, 5))
    assert faults(f"version = 'x'\n{tiers}") == [
        "line 6: loyalty.tiers 2, name: there is a tier 'a' already; use another name",
        "line 7: loyalty.tiers 2, reached_at: 5 is not more than the 5 of the tier before; write the lowest tier first",
    ]


def test_rates_of_pay_rise_and_a_fixed_part_has_a_currency() -> None:
    pay = "[pay]\nbase = 'deals'\nfixed = 900\nrates = [\n"
    first, second = (
        "{ size = { EUR = 10, HUF = 9 }, percent = 9 },",
        "{ size = { EUR = 10, HUF = 99 }, percent = 5 }",
    )
    assert faults(f"version = 'x'\n{pay}{first}\n{second}\n]\n") == [
        "line 4: pay.fixed: 900 has no currency; write it like { EUR = 900 }",
        "line 7: pay.rates 2, size: 10 is not more than the 10 of the rate before; write the smallest size first",
    ]
    assert faults("version = 'x'\n[pay]\nbase = 'margin'\n") == [
        "line 3: pay.base: without rates no deal earns anything; write rates = [{ size = 0, percent = 10 }]"
    ]


def test_every_fault_is_said_at_once() -> None:
    said = faults("one = 1\n[health]\ntwo = 2\nhealthy_from = ''\nwatch_from = -1\n")
    assert [fault.partition(":")[0] for fault in said] == ["version", "line 1", "line 3", "line 4", "line 5"]


def test_a_key_that_is_wrong_by_itself_is_compared_with_nothing() -> None:
    assert len(faults("version = 'x'\n[health]\nhealthy_from = '90'\nwatch_from = 60\n")) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version = 'x'\nhealth = [\n", "not valid TOML"),
        ("version = 'x'\nhealth = = 3\n", "line 2: not valid TOML"),
        (f"version = {'9' * 5_000}", "too many digits"),
        ("version = 1e99999999999999999999999", "too many digits"),
        (f"version = {'[' * 9_000}{']' * 9_000}", "nested too deeply"),
    ],
)
def test_a_document_that_cannot_be_read_is_one_fault(text: str, said: str) -> None:
    (fault,) = faults(text)
    assert said in fault


DOCUMENT = '''
# a = 1
top."quoted.key" = """
not = "a key"
[nor.this]""""
'lit' = { one = 1, two = [ 2,
    # three
    { four = 4.5 } ] }

[a.b]   # [c]
when = 2026-01-01 10:00:00
[[a.list]]
[[a.list]]
x = 1
[a.list.below]
y = 'z]'
'''


def test_lines_are_those_of_the_keys_whatever_stands_in_texts_and_comments() -> None:
    assert lines_of(DOCUMENT.replace("\n", "\r\n")) == lines_of(DOCUMENT)
    assert lines_of(DOCUMENT) == {
        ("top",): 3,
        ("top", "quoted.key"): 3,
        ("lit",): 6,
        ("lit", "one"): 6,
        ("lit", "two"): 6,
        ("lit", "two", 0): 6,
        ("lit", "two", 1): 8,
        ("lit", "two", 1, "four"): 8,
        ("a",): 10,
        ("a", "b"): 10,
        ("a", "b", "when"): 11,
        ("a", "list"): 12,
        ("a", "list", 0): 12,
        ("a", "list", 1): 13,
        ("a", "list", 1, "x"): 14,
        ("a", "list", 1, "below"): 15,
        ("a", "list", 1, "below", "y"): 16,
    }


names = (
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
    .map(lambda text: nfc(text.strip()))
    .filter(bool)
)
floats = st.floats(0.001, 36_500)
ends = st.lists(st.integers(1, 5), min_size=2, max_size=2).map(lambda pair: (min(pair), max(pair)))
exact = st.decimals(0, 10**9, places=2) | st.integers(0, 10**9).map(Decimal)
small = st.decimals(0, 1_000, places=2)
policies = st.builds(
    Policy,
    version=names,
    receivables=st.builds(
        Receivables,
        bucket_edges=st.sets(st.integers(1, 36_500), min_size=1).map(lambda edges: tuple(sorted(edges))),
        bucket_basis=st.sampled_from(["due", "document"]),
        allocation=st.sampled_from(["oldest-first", "explicit"]),
    ),
    reminders=st.builds(
        Reminders,
        steps=st.lists(
            st.builds(
                Step,
                after=st.sampled_from(["due", "end of month"]),
                days=st.integers(0, 36_500),
                threshold=small,
                fee=small,
                interest=small,
            ),
            max_size=3,
        ).map(tuple),
        gap=st.integers(1, 36_500),
    ),
    collect=st.builds(Collect, st.integers(1, 1_000), *[st.integers(0, 1_000)] * 4),
    loyalty=st.builds(
        Loyalty,
        segments=st.lists(st.builds(Segment, names, ends, ends, ends), max_size=5).map(tuple),
        tiers=st.dictionaries(names, exact, max_size=5).map(
            lambda tiers: tuple(
                Tier(name, points)
                for points, name in sorted({points: name for name, points in tiers.items()}.items())
            )
        ),
    ),
    health=st.builds(
        Health,
        healthy_from=st.floats(50, 100, exclude_min=True),
        watch_from=st.floats(0, 50),
        commerce=st.builds(
            Commerce,
            value_unit=st.integers(1, 10**9).map(Decimal),
            half_life=floats,
            overdue_halving=st.floats(0.1, 1_000),
        ),
    ),
)


@tries(12, 100)
@given(policy=policies)
def test_what_is_written_is_read_as_the_same_policy(policy: Policy) -> None:
    assert read(render(policy)) == (policy, [])


def test_a_document_states_only_what_differs() -> None:
    policy, found = read('version = "x"\n[health.commerce]\nslope = 2.5\n')
    assert not found
    health = replace(DEFAULT.health, commerce=replace(DEFAULT.health.commerce, slope=2.5))
    assert policy == replace(DEFAULT, version="x", health=health)


@pytest.mark.parametrize("table", [table for _, table in tables()] + [Segment, Step, Tier])
def test_every_key_has_a_meaning(table: type) -> None:
    meanings = [key.meaning for key in keys_of(table).values()]
    assert meanings
    assert all(meaning.endswith(".") for meaning in meanings)


def test_the_document_says_what_every_key_means() -> None:
    text = render(DEFAULT, "The house's own.")
    assert text.startswith("# The house's own.\n\n# What this policy is called")
    assert (
        "# Days after which an order day counts half. A number from 0.001 to 36500.\nhalf_life = 240\n"
        in text
    )


def test_a_step_of_reminders_states_what_differs_from_the_usual() -> None:
    reading = read(
        'version = "1"\n[reminders]\nsteps = [{ after = "due", days = 3 }, { after = "last", days = 9, fee = 5 }]\n'
    )
    assert reading.faults == []
    nothing = Decimal(0)
    assert reading.policy.reminders.steps == (
        Step("due", 3, nothing, nothing),
        Step("last", 9, nothing, Decimal(5)),
    )


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ('{ after = "last", days = 3 }', "before the first step there is no last reminder"),
        ('{ after = "due" }', "days: it is missing"),
        ('{ after = "soon", days = 3 }', 'write "due" or "end of month" or "last"'),
        ('{ after = "due", days = 3, fee = -1 }', "fee"),
        ('{ after = "due", days = -366 }', "days"),
        ('{ after = "end of month", days = -3 }', 'write after = "due"'),
        ('{ after = "due", days = 3 }, { after = "due", days = -3 }', "write it first"),
        ('{ after = "due", days = -3, fee = { EUR = 5 } }', "fee: a notice is about what is not late yet"),
        ('{ after = "due", days = -3, interest = 8 }', "interest: a notice is about what is not late yet"),
    ],
)
def test_a_step_that_cannot_be_is_a_fault(steps: str, fault: str) -> None:
    (said,) = read(f'version = "1"\n[reminders]\nsteps = [{steps}]\n').faults
    assert fault in str(said)
