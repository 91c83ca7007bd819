"""A manager's report of a month: the figures of many views beside those of the month and the year before."""
