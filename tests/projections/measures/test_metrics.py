"""The measures of a credit controller against the figures of the texts that teach them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.measures import metrics
from projections.measures.metrics import CountBack, MonthSales

amounts = st.decimals(min_value=0, max_value=10**9, places=2)
PART = [(Decimal(1000), 15), (Decimal(3000), 30), (Decimal(2000), 45)]


def n(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def to_four(figure: Decimal | None) -> str:
    assert figure is not None
    return str(figure.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def test_days_sales_outstanding() -> None:
    assert to_four(metrics.dso(n("150,000"), n("1,800,000"), 365)) == "30.4167"
    assert to_four(metrics.dso(n("600,000"), n("2,400,000"), 90)) == "22.5000"


def test_days_sales_outstanding_with_average_receivables() -> None:
    assert to_four(metrics.dso_average(n("18,000"), n("18,000"), n("20,000"), 30)) == "27.0000"
    assert to_four(metrics.dso_average(n("16,000"), n("20,000"), n("20,000"), 30)) == "27.0000"


def test_the_best_possible_takes_what_is_current_alone() -> None:
    assert to_four(metrics.dso_best_possible(n("2,070,000"), n("9,000,000"), 90)) == "20.7000"


def test_average_days_delinquent_is_what_lateness_adds() -> None:
    assert to_four(metrics.average_days_delinquent(n("25,000"), n("6,000"), n("15,000"), 30)) == "38.0000"


def test_counting_back_by_months_of_thirty_days() -> None:
    months = [MonthSales(n(sales), 30) for sales in ("100,000", "80,000", "70,000")]
    said = metrics.dso_count_back(n("212,000"), months)
    assert said is not None
    assert (to_four(said.days), said.more) == ("73.7143", False)


def test_counting_back_by_calendar_days() -> None:
    months = [
        MonthSales(n(sales), days) for sales, days in (("900,000", 31), ("800,000", 28), ("700,000", 31))
    ]
    said = metrics.dso_count_back(n("2,100,000"), months)
    assert said is not None
    assert (to_four(said.days), said.more) == ("76.7143", False)


def test_counting_back_beyond_what_is_known_says_more_than() -> None:
    months = [MonthSales(n("100"), 31), MonthSales(n("100"), 28)]
    assert metrics.dso_count_back(n("200.01"), months) == CountBack(Decimal(59), more=True)
    assert metrics.dso_count_back(n("200"), months) == CountBack(Decimal(59))


def test_counting_back_from_nothing_is_no_day_at_all() -> None:
    assert metrics.dso_count_back(Decimal(0), [MonthSales(n("100"), 31)]) == CountBack(Decimal(0))
    assert metrics.dso_count_back(Decimal(0), []) is None
    assert metrics.dso_count_back(n("-1"), [MonthSales(n("100"), 31)]) is None


def test_a_month_without_sales_counts_whole() -> None:
    months = [MonthSales(Decimal(0), 30), MonthSales(n("100"), 31)]
    assert metrics.dso_count_back(n("50"), months) == CountBack(n("45.5"))


@pytest.mark.parametrize(
    ("opening", "sales", "closing", "current", "months", "index"),
    [
        ("100,000", "1,000,000", "120,000", "100,000", 1, "98.0000"),
        ("6,200", "10,890", "6,340", "3,590", 1, "79.6296"),
        ("6,200", "10,890", "6,340", "3,590", 3, "55.9295"),
    ],
)
def test_the_collection_effectiveness_index(
    opening: str, sales: str, closing: str, current: str, months: int, index: str
) -> None:
    said = metrics.collection_effectiveness(n(opening), n(sales), n(closing), n(current), months)
    assert to_four(said) == index


def test_days_to_pay_are_weighted_by_amount() -> None:
    assert to_four(metrics.days_to_pay(PART)) == "32.5000"
    assert to_four(metrics.days_to_pay([(Decimal(10), 5), (Decimal(100), 10)])) == "9.5455"


def test_turnover() -> None:
    assert to_four(metrics.turnover(n("644,790"), n("43,300"), n("51,730"))) == "13.5702"


def test_the_provision_matrix() -> None:
    gross = {"not due": "15,000", "1-30": "7,500", "31-60": "4,000", "over 60": "2,500"}
    rates = [n(rate) for rate in ("0.5", "2.2", "2.7", "4.5")]
    said = metrics.provision({age: n(amount) for age, amount in gross.items()}, rates)
    assert list(said.values()) == [n("75"), n("165"), n("108"), n("112.5")]


def test_a_provision_needs_a_rate_for_every_age() -> None:
    with pytest.raises(ValueError, match="shorter"):
        metrics.provision({"not due": Decimal(1), "1-30": Decimal(1)}, [Decimal(1)])


def test_percentage_current() -> None:
    said = metrics.percentage(n("4,000"), n("15,000"))
    assert said is not None
    assert str(said.quantize(n("0.01"))) == "26.67"


def test_what_is_not_defined_is_none() -> None:
    zero, one = Decimal(0), Decimal(1)
    assert metrics.dso(one, zero, 30) is None
    assert metrics.dso(one, -one, 30) is None
    assert metrics.dso(-one, one, 30) is None
    assert metrics.average_days_delinquent(one, one, zero, 30) is None
    assert metrics.collection_effectiveness(one, one, zero, n("2")) is None
    assert metrics.days_to_pay([]) is None
    assert metrics.turnover(one, zero, zero) is None
    assert metrics.percentage(zero, zero) is None


@given(amounts, st.lists(st.builds(MonthSales, amounts, st.sampled_from([28, 30, 31])), min_size=1))
def test_counting_back_never_goes_beyond_the_months_it_has(owed: Decimal, months: list[MonthSales]) -> None:
    said = metrics.dso_count_back(owed, months)
    assert said is not None
    assert 0 <= said.days <= sum(month.days for month in months)
    assert said.more == (owed > sum(month.sales for month in months))


@given(amounts, amounts, st.integers(28, 31))
def test_counting_back_within_one_month_is_the_simple_figure(
    owed: Decimal, sales: Decimal, days: int
) -> None:
    if owed < sales:
        assert metrics.dso_count_back(owed, [MonthSales(sales, days)]) == CountBack(
            metrics.dso(owed, sales, days) or Decimal(0)
        )
