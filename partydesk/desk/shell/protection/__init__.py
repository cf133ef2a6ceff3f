"""The password in the window: asked for, set, changed, removed; the window locked after a while."""
