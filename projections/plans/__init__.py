"""Plans: what managers are to reach in a period, beside what they did."""
