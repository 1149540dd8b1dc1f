"""The HTTP API: routes, rights, errors, health and metrics."""
