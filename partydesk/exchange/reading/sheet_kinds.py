"""Which files are read as sheets, by the ends of their names."""

SHEETS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")
"""What the door reads. The choosers of files and what is dropped go by the same."""
