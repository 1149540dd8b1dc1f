"""Articles in, indexes out: sources → chunking → embedding → catalog → dense and lexical indexes."""
