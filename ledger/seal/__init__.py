"""The seal: a Merkle tree over all entries, the checkpoints signed over it, and receipts for single entries.

The tree is that of RFC 9162. Its leaf 0 is the ledger itself, and leaf n is the entry at position n, so the
tree of a ledger with n entries has n + 1 leaves. ``ledger.proof`` checks proofs without any of this.
"""
