"""What happened: events, rules, and the store that keeps them. Knows nothing of the views made of it.

The public face. It loads a name on first use, so that a program that needs only the events does not load the
database.
"""

from ledger.faces import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
