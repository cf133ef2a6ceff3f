"""报送表: what travels, how it is written, read back and compared."""
