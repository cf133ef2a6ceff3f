"""报送 and 收表汇总: submissions written to a stick, taken from sticks, answered and rolled up."""
