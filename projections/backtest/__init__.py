"""Back-testing: how well the health score foresaw, on past month-ends, who stopped ordering."""
