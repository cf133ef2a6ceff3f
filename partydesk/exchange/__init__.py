"""How it travels: reading any file, rosters, submissions, merging, replies, the roll-up."""
