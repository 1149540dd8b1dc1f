"""What we are compared with: retrieval as the usual tutorials build it, over the same chunks and embedder."""
