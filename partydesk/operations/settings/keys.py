"""The keys of the file's own settings that pages keep too: where papers and submissions went."""

PAPERS_FOLDER = "papers.folder"
SUBMISSION_FOLDER = "submission.folder"
