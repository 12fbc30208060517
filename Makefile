PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run install test test-quick check fix bench eval calibrate probe lock clean

run: install ## The web chat, with the sample library on the first start
	$(BIN)/wenbao serve --sample

install: $(VENV)/.installed ## .venv with exactly what requirements.lock names, and `wenbao` in it

$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

test: install ## The whole suite, the embedded models and a real browser included
	$(BIN)/pytest -m "not bench"

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

# Without CASES the sample library's questions. CASES=FILE or FOLDER asks others, with DOCUMENTS=FILE,
# LIMIT=N, ANSWERS=N (asks the model the first N of each file, only searches the rest; for a folder
# that is 60 unless set, so that seven files of cases take half an hour at 2.5 s an answer), SAVE=FILE
# (a dated one unless set), BEFORE=FILE of an earlier run, TRADEOFF=FILE.svg.
ANSWERS ?= $(if $(wildcard $(CASES)/.),60)
SAVE ?= eval-$(shell date +%Y-%m-%d-%H%M%S).json
eval: install ## How many answers are right
ifdef CASES
	$(BIN)/wenbao eval $(CASES) --save $(SAVE) $(if $(DOCUMENTS),--documents $(DOCUMENTS)) \
		$(if $(LIMIT),--limit $(LIMIT)) $(if $(ANSWERS),--answers $(ANSWERS)) \
		$(if $(BEFORE),--before $(BEFORE)) $(if $(TRADEOFF),--tradeoff $(TRADEOFF))
else
	home=$$(mktemp -d) && $(BIN)/wenbao index ui/sample_library --home $$home \
		&& $(BIN)/wenbao eval tests/data/sample_cases.jsonl --home $$home && rm -r $$home
endif

# RUNS="run.json ...": runs kept with an open gate, see the README.
calibrate: install ## What rag/refusal.json should hold, fitted to kept runs
	$(BIN)/python -m rag.evaluation.calibration $(RUNS)

# CASES="NAME_cases.jsonl ...", each with its NAME_documents.jsonl; takes an hour. Fit the gate after.
probe: install ## What rag/probe.json should hold, fitted to cases
	$(BIN)/python -m rag.evaluation.probing $(CASES)

# openvino-telemetry is left out on purpose: without it OpenVINO reports nothing to anyone.
# torch: the local version +cpu is not written, so that an index without it still has 2.13.0.
lock: ## requirements.lock from what is installed now
	$(BIN)/pip list --format=freeze --exclude wenbao --exclude pip --exclude openvino-telemetry --exclude pip-tools \
		| sed -e 's/^\(torch==[0-9.]*\)+cpu$$/\1/' > requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
