"""Where a quote stands, whether it carries a statement, and citations whose every quote is in its place."""
