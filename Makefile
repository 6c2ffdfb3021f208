# Samantha. `make talk` is all it takes; `make help` lists the rest.
# tools/setup.py does the work of getting ready, and skips what is current: a second run takes moments.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
TEST_MODELS := whisper-tiny.en whisper-base qwen2.5-coder-0.5b qwen2.5-coder-1.5b piper-joe smart-turn-v3.2 minilm-l6-v2

# An empty HOME means the root folder to most programs; a missing one means the user's own.
ifeq ($(strip $(HOME)),)
unexport HOME
endif

.DEFAULT_GOAL := help
.PHONY: help talk test check setup setup-dev peers lock clean

help:  ## this list
	@echo "usage: make TARGET [ARGS='...'] [PYTHON=python3.12]"
	@sed -n 's/^\([a-z]*\):.*##\(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

talk: setup  ## get ready if need be, fetch the models, and start talking (ARGS: options of `samantha talk`)
	@$(BIN)/samantha models pull
	@exec $(BIN)/samantha talk $(ARGS)

test: setup-dev  ## run the tests (ARGS: options of pytest)
	@$(BIN)/samantha models pull $(TEST_MODELS)
	@exec $(BIN)/python -m pytest $(ARGS)

check: setup-dev  ## lint, formatting, types, import contracts, and whether config/samantha.toml is current
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/samantha config default --check

setup:  ## get ready, without talking
	@$(PYTHON) -m tools.setup

setup-dev:
	@$(PYTHON) -m tools.setup --dev

peers: setup  ## get what `samantha bench talk --peer pipecat` needs into .venv; again after a new .venv
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary=:all: -r requirements/peers.txt
	@echo "ready: $(BIN)/samantha bench talk --peer naive --peer pipecat"

lock:  ## pin what pyproject.toml asks for in requirements/ (ARGS=--upgrade: the newest versions)
	@$(PYTHON) -m tools.lock $(ARGS)

clean:  ## remove what was made in this checkout; models and compiled wheels in your home stay
	rm -rf .venv build dist demo.wav src/*.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
