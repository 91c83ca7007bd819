"""The catalogue of every table that leaves Goodwill: ``tables.CATALOGUE``, and how facts become its rows."""
