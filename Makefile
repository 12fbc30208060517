PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run install test test-quick check fix bench eval clean

run: install ## The web chat, with the sample library on the first start
	$(BIN)/wenbao serve --sample

install: $(VENV)/.installed ## .venv with exactly what requirements.lock names, and `wenbao` in it

$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

test: install ## The whole suite, the embedded models and a real browser included
	$(BIN)/pytest

test-quick: install ## What needs neither models nor a browser, in about two minutes
	$(BIN)/pytest -m "not slow and not bench"

check: install ## Lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: install ## What can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## Speed on this machine
	$(BIN)/pytest -m bench --benchmark-only tests/bench

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
