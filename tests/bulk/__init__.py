"""Bulk ingest on real engines, compared with an ordinary one."""
