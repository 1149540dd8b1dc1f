"""What a program that asks imports: the client, the types of the wire, the errors. Nothing of the server.

from trichdan import Client

with Client("http://127.0.0.1:8000") as client:
    print(client.ask("Ai đồng chủ trì hội nghị?").answer)
"""

from trichdan.client import AsyncClient, Client, Event, Retrieved, Token, Verification

__all__ = ["AsyncClient", "Client", "Event", "Retrieved", "Token", "Verification"]
