"""The pages for people: ask, browse, read. Rendered on the server, nothing from elsewhere."""
