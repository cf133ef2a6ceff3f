"""Lists of one kind: the page, its head and menus, editing in place and in bulk, the recycle bin."""
