"""What is kept: the declarations and code tables. Imports SQLAlchemy and nothing of ours."""
