"""The table kit: one model, view, chips and detail pane for every list."""
