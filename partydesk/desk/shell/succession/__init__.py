"""A change of hands in the window: handed over, taken over, and what was handed over deleted."""
