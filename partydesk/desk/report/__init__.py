"""年度述职: the report on the screen: its figures beside it, its words edited where they stand."""
