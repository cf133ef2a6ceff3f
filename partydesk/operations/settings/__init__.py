"""What can be set: each setting declared once; page, command line and search follow."""
