"""The yearly report (年度述职): its words, its figures, and how it is written out."""
