"""The truth in SQL: articles and their passages with vectors, versioned by a growing sequence number."""
