"""What it means: indicators. Reads records, writes nothing, knows no Qt and no Excel."""
