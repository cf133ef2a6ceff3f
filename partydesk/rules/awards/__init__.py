"""评优: which members and branches qualify by the conditions that the park sets, and why."""
