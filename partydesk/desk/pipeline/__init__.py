"""发展党员 as a board: people in five stages, and the steps of one of them."""
