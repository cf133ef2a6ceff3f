"""Opening files that strangers hand over: inspection first, then plain rows."""
