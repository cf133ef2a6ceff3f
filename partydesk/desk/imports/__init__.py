"""导入 and 粘贴: strangers' rows, seen before they are taken."""
