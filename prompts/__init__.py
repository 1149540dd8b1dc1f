"""Prompts as files with declared variables, and the strict loader that renders them."""
