"""A poisoned corpus: orders planted in articles in many ways, and whether any of them is obeyed or quoted."""
