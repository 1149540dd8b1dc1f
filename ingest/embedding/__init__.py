"""Text to vectors: one `Embedder` interface, the bundled e5 model, and any model of LlamaIndex's."""
