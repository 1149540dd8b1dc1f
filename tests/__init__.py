"""Tests mirror the rooms. No test reaches beyond loopback."""
