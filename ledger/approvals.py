"""The approvals among the events: what one person decides for another."""

from __future__ import annotations

from typing import TypeAlias

from ledger.events import DebtWrittenOff, DiscountApproved, HealthOverridden

Approval: TypeAlias = DiscountApproved | HealthOverridden | DebtWrittenOff
"""``ledger.rules.approvals`` says who may decide them."""
