"""The keys of the file's own settings that pages keep too: where papers and submissions went, when
the window is locked."""

PAPERS_FOLDER = "papers.folder"
SUBMISSION_FOLDER = "submission.folder"
LOCK_AFTER = ("lock_after", "15")
"""After how many minutes a window whose records have a password is locked, and the usual number."""
