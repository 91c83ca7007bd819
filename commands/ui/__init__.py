"""What commands have in common towards a person or a program: how results are written."""
