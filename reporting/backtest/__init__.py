"""The page of a back-test."""

from __future__ import annotations

from reporting.backtest.page import page

__all__ = ["page"]
