"""What was sold to each client as stored rows; the view of lifetime reads them too."""

from __future__ import annotations

from projections.framework.spans import Spans
from projections.key_accounts.client_sales import Sold, evolve_orders, sales, touched_sales

SALES = Spans(
    name="sales",
    evolve=evolve_orders,
    row=Sold,
    of=lambda _client, dealings, _day, _policy: sales(dealings),
    touched=lambda _client, dealings, _day, _policy: touched_sales(dealings),
    dated=("day",),
)
"""What was sold to each client, entry by entry."""
