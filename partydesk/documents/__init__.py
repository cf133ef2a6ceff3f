"""How it is printed: docx and PDF."""
