"""Training and judging a small reader on the bundled encoder: question and window in, span and answerable out."""
