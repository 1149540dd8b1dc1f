"""Head to head: trichdan, LlamaIndex's CitationQueryEngine and haiku.rag, with the same LLM on the same questions.

    python -m evals.peers --model model.gguf --out results.jsonl

Equal for all: the LLM (any GGUF file, one thread, temperature 0, the same longest reply, one request at a time), the
embedding model (our bundled multilingual-e5-small with its prefixes), the articles, how they are cut into passages, how
many passages are read, the questions (held out, drawn with a fixed seed) and the yardstick (`judge`). Not equal, since
that is what is compared: retrieval, prompts, and what becomes of a reply. haiku.rag lets the model call tools; one that
writes no calls is made to (`steering`), beside a run without that.

CitationQueryEngine (MIT) comes with what trichdan needs anyway. haiku.rag (MIT) needs Python 3.12 and packages that are
no business of ours, so it runs in an interpreter of its own, as the LLM does (xllamacpp, MIT): `requirements-*.txt` say
with what, and `--haiku-python` and `--llm-python` name interpreters that have it already. Qwen2.5-Coder-1.5B-Instruct,
which the extra `local-llm` brings, is Apache-2.0.
"""
