"""Rows of any sheet, template or clipboard become records, decided before they are taken."""
