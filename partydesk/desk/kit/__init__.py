"""What every page uses: the context pages work through, messages, theme, small widgets."""
