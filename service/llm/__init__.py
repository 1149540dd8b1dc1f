"""The LLM: the seam to any OpenAI-compatible endpoint, what it is sent, and how its reply is read."""
