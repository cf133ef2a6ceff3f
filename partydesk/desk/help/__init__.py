"""The manual inside the program: its chapters, the window they are read in, what is new."""
