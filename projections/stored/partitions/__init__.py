"""Makes the rows of stored views from partitions of entries, on as many machines as there are."""
