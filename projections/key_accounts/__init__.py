"""Key accounts: what each client buys from us, its share of the whole, and how concentrated the whole is."""
