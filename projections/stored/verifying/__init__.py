"""Compares the stored views with what the entries give."""
