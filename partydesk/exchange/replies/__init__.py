"""The committee's answers to a submission: return slip and receipt."""
