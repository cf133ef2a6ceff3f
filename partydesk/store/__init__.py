"""Where it is kept: open, lock, upgrade, history, recycle bin, backup, restore."""
