"""How it travels: intake of any sheet, submission, merge, roll-up, receipts."""
