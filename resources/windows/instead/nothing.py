"""In the frozen program in the place of modules that a library imports and the program never uses."""
