"""Lists of one kind: the page, its head and menus, editing in place, the recycle bin."""
