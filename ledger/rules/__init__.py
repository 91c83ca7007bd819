"""The rules: which events may be recorded for a client, given the client state.

``decide`` returns the events to append for a draft, or refuses it. ``evolve`` folds an entry into the client
state. Both are plain functions. Rules are applied in ``decide`` alone, so that history recorded under older
rules stays readable. A repeat of a known fact is silent: ``decide`` returns nothing to append.

Each party of the domain has its module, with one function that judges a kind of event
(``ledger.rules.registry``); ``ledger.rules.folding`` has what the kinds change. ``docs/reference/errors.md``
lists the refusals. A name is loaded when it is first used, because most commands record nothing.
"""

from ledger.faces import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
