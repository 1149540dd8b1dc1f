"""Whether what was found answers the question, how surely, and why not."""
