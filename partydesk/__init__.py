"""PartyDesk (支部工作台): the desk of a Party branch's secretary, and of the committee above it."""

__version__ = "0.1.0"
