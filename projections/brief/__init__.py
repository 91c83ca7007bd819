"""What a person reads before a visit: the answers of the views about one client, and what else was told."""
