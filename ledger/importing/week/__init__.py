"""The workbook of a week that a manager fills in: its layout, and its import."""
