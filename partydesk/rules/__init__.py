"""What it means: indicators, norms, reminders, star schemes.

Reads records, writes nothing, knows no Qt and no Excel.
"""
