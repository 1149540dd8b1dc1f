"""The service inside other programs: an MCP server, LlamaIndex classes."""
