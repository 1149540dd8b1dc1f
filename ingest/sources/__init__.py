"""Files to articles: one module a format, each pure from bytes or a line to an `Article`; `files` walks folders."""
