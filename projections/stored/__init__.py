"""Stored views: rows that hold for spans of days, in SQL tables that any tool can read.

``rebuild`` makes them from all entries, ``catch_up`` adds what is new, ``answer`` reads them for any day, and
``differences`` verifies them. They follow from the entries alone: after a refresh, a rebuild or the refolding
of one client the bytes are the same. The folds are those of ``projections``; only this package knows of a
database.
"""

from ledger.faces import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
