"""The client under its old name, until 1.0: `from trichdan import Client, AsyncClient`."""

import warnings

from trichdan.client import AsyncClient, Client, Event, Retrieved, Token, Verification

__all__ = ["AsyncClient", "Client", "Event", "Retrieved", "Token", "Verification"]

warnings.warn("Import Client from `trichdan`; `service.client` goes with 1.0.", DeprecationWarning, stacklevel=2)
