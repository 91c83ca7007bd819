"""Worklists of collection: whom to remind, whom to call first, which settlements to record."""
