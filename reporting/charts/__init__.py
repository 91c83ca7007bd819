"""Charts: pure functions from rows to a drawing with its table, and the drawing as SVG.

A page that shows charts puts ``style()`` into its style, and gives the variables that it names, if it wants
other colours. Figures stand in the table as the rows have them; only places in a drawing are rounded.
"""

from __future__ import annotations

from reporting.charts.drawing import Chart, Legend, figure, style, svg
from reporting.charts.money import AgeingAt, BalanceOn, ageing, balance
from reporting.charts.portfolio import Seller, pareto, rfm
from reporting.charts.relationship import HealthMove, VisitsIn, health, visits
from reporting.charts.sparkline import sparkline

__all__ = [
    "AgeingAt",
    "BalanceOn",
    "Chart",
    "HealthMove",
    "Legend",
    "Seller",
    "VisitsIn",
    "ageing",
    "balance",
    "figure",
    "health",
    "pareto",
    "rfm",
    "sparkline",
    "style",
    "svg",
    "visits",
]
