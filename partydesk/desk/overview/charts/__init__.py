"""图表: numbers as bars, drawn by hand; each bar opens its records."""
