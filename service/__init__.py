"""Questions in, cited answers out: retrieval → answerability → answering → citations, and the HTTP around it."""
