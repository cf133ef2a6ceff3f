"""汇总表: the committee's roll-up of a period; lists as sheets."""
