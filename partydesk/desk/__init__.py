"""How people work with it: the window. The only room that knows Qt."""
