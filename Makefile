.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help demo demo-llm test fuzz attack kills check serve eval gate lock clean

help: ## Show these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/run.stamp ## Ingest the five seed articles and answer a question, with citations
	$(BIN)/trichdan ingest seeds
	$(BIN)/trichdan ask "Who co-chaired the Lâm Đồng–Mondulkiri meeting?"

demo-llm: .venv/llm.stamp ## The same with a language model in this process (1.1 GB to download, 2 GB of memory)
	$(BIN)/trichdan ingest seeds
	TRICHDAN_LLM_BASE_URL=local $(BIN)/trichdan ask "Ai đồng chủ trì hội nghị giữa Lâm Đồng và Mondulkiri?"

test: .venv/dev.stamp ## Run all tests
	$(BIN)/pytest

fuzz: .venv/dev.stamp ## Send over 4,000 requests made up from the OpenAPI document
	TRICHDAN_FUZZ=200 $(BIN)/pytest -q -s tests/service/http/test_fuzz.py

attack: .venv/run.stamp ## Plant 630 orders in articles, and ask: none may be obeyed or quoted
	$(BIN)/trichdan attack

kills: .venv/dev.stamp ## Kill processes in 200 rounds while they write, answer and take over
	$(BIN)/python -m tests.kills --rounds 200

check: .venv/dev.stamp ## Lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

serve: .venv/run.stamp ## Run the service and its page on http://127.0.0.1:8000
	$(BIN)/trichdan serve

eval: .venv/dev.stamp ## Score the answers to the seed questions
	$(BIN)/trichdan eval run seeds

gate: .venv/dev.stamp ## Compare with the stored baseline; fails on a significant drop
	$(BIN)/trichdan eval gate

lock: ## Write constraints.txt anew, from what pyproject.toml asks for
	$(PYTHON) -m venv --clear .lock-venv
	.lock-venv/bin/pip install --quiet --disable-pip-version-check --editable ".[dev,ray,local-llm]"
	.lock-venv/bin/pip freeze --exclude-editable --disable-pip-version-check > constraints.txt
	rm -rf .lock-venv

clean: ## Remove the environment and everything that was ingested
	rm -rf .venv .trichdan

INSTALLING = echo "Installing what trichdan needs into .venv, once: 1 to 5 minutes, without a word until it is done …"

.venv/run.stamp: pyproject.toml constraints.txt
	@$(INSTALLING)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	touch $@

.venv/dev.stamp: pyproject.toml constraints.txt
	@$(INSTALLING)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --editable ".[dev]"
	touch $@ .venv/run.stamp

.venv/llm.stamp: .venv/run.stamp
	$(INSTALL) --editable ".[local-llm]"
	touch $@
