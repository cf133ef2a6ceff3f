"""The star scheme: a yearly score of every branch, computed where records allow."""
