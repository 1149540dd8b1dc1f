"""Corpora and the questions asked over them: case files, gold evidence, published sets."""
