"""Measures of collection over a period, and what is not expected to come in."""
