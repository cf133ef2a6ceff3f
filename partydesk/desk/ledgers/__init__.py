"""Parts of the tabs that show a year's people against what is asked of them."""
