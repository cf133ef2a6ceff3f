"""Forms: how one record is filled in, built from its declared fields."""
