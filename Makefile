# The tasks of this project. `make` alone lists them; CI calls the same ones.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run ask test slow lint format check bench lock clean

help:  ## List the tasks
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(READY)  ## Make .venv with the locked dependencies

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version 2>&1). Say: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Setting up .venv (once; about a minute) ..." >&2
	@$(PYTHON) -m venv --clear .venv || \
	  { echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install -qq --upgrade pip
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $(READY)

run: $(READY)  ## Open the REPL on the documents (answers lines that are piped in)
	@$(BIN)/briefing repl

ask: $(READY)  ## Ask one question: make ask Q="who signed the letter?"
	@$(BIN)/briefing ask -- "$(Q)"

test: $(READY)  ## Run the tests; what is skipped is listed with its reason
	@$(BIN)/python -m pytest -m "not slow"

slow: $(READY)  ## Run the long tests as well (chaos, image, scale)
	@$(BIN)/python -m pytest -m slow

lint: $(READY)  ## ruff, mypy (strict), import contracts, intents
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --verbose
	@$(BIN)/briefing check

format: $(READY)  ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only .

bench: $(READY)  ## Measure: latency, cold start, memory
	@$(BIN)/python -m benchmarks.latency

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --custom-compile-command "make lock" --extra semantic --upgrade pyproject.toml

lock: $(READY)  ## Lock the dependencies anew (for development, and for the image)
	@$(LOCK) --group dev -o requirements.lock
	@$(LOCK) --constraints requirements.lock -o requirements-app.lock

clean:  ## Remove the environment, the editions and the caches
	@rm -rf .venv .briefing .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
