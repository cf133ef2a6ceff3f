"""The star scheme's page: scores, ranking, and the scheme itself."""
