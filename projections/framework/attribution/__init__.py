"""What contributes to a figure: the entries behind it, and what moved it between two days."""
