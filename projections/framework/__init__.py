"""What every view shares: how it declares itself, reads the entries, answers a question and explains its figures."""
