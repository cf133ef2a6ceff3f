"""What people do: every change has a name and a function, for the window and the command line."""
