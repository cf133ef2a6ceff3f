"""总览: what is due, the calendar, the figures, the charts."""
