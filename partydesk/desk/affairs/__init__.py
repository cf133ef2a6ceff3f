"""An affair on one page: its questions, what it will change, papers, what comes after."""
