"""The table kit: one model, view, delegate and chips for every list."""
