"""The engine's values as the forms of the wire: the contract's, OpenAI's, server-sent events."""
