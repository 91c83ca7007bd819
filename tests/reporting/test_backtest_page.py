"""The page of a back-test: its charts say what its tables say, and it has none of what may not be said."""

from __future__ import annotations

import re
from dataclasses import replace

from reporting.backtest import page
from tests.helpers.backtests import back_tested, shrinking


def titles(html: str) -> list[str]:
    return re.findall(r'<figure class="chart">\s*<h2>(.*?)</h2>\s*<svg', html)


def test_many_losses_have_reliability_auc_and_lift_as_charts() -> None:
    found = back_tested(shrinking(20, 30))
    html = page(found)
    assert titles(html) == ["Foretold and seen", "Area under the curve", "Lift of the worst part"]
    shown = [one for one in found.found.cutoffs if one.auc is not None]
    assert len(shown) > 1
    for one in shown:
        assert f"<title>{one.date}: {one.auc:.3f}</title>" in html
    for each in found.found.reliability:
        assert f"{each.predicted:.0%} foretold, {each.seen:.0%} seen, {each.cases:,} cases" in html


def test_the_tables_of_the_page_have_what_the_tables_of_the_command_have() -> None:
    found = back_tested(shrinking(20, 30))
    rows = [re.sub(r"<[^>]*>", "|", row) for row in re.findall(r"<tr>.*?</tr>", page(found))]
    shown = {tuple(filter(None, row.split("|"))) for row in rows}
    area, top = found.found.pooled, found.found.top_fifth
    assert ("health", f"{area.auc:.3f}", f"{area.low:.3f} to {area.high:.3f}") in shown
    assert top.auc is None
    assert ("health, top fifth", "-") in shown
    for each in found.found.reliability:
        chance = f"{each.low}-{each.high}%"
        assert (chance, f"{each.cases:,}", f"{each.predicted:.0%}", f"{each.seen:.0%}") in shown
    unknown = {one.name for one in found.found.components if one.clients == 0}
    assert unknown
    assert {(name, "no data", "0", "0") for name in unknown} <= shown


def test_charts_show_only_what_so_many_losses_allow() -> None:
    assert titles(page(back_tested(shrinking(20, 29)))) == ["Area under the curve"]
    assert titles(page(back_tested(shrinking(31, 3)))) == []


def test_a_short_horizon_is_warned_of_and_losses_are_named() -> None:
    found = back_tested(shrinking(31, 3))
    html = page(found)
    assert "Mind that" not in html
    assert "Mind that the horizon of 91 days is under twice the median gap" in page(replace(found, gap=60.0))
    assert all(loss.client in html for loss in found.losses)
    assert "Band 60 days before" in html


def test_components_and_overrides_have_their_tables() -> None:
    book = shrinking(20, 12)
    book.add("health.overridden", "LOST00", "2025-12-20", until="2026-01-20", reason="met", band="at risk")
    html = page(back_tested(book))
    assert "What each component is worth" in html
    assert "How overrides fared" in html
    assert "How overrides fared" not in page(back_tested(shrinking(20, 12)))
