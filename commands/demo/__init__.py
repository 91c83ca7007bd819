"""A made-up portfolio of key accounts, for demonstrations, tests and measurements of any size."""
