"""The house's rules for its figures: one document, read with every fault at once, adopted from a day on.

* ``Policy`` is the document; ``DEFAULT`` is the one that Goodwill ships.
* ``read(text)`` gives the policy and the faults of a TOML document, which states only what differs from the
  default.
* ``render(policy)`` writes the whole document, with the meaning of each key.
* ``in_force(entries, horizon)`` finds the policy that the house had adopted by a day, as known at a moment.
"""

from ledger.faces import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
