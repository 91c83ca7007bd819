# Everything a person needs after cloning: `make demo` and `make test`. The environment is made on first use.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
APP    := $(VENV)/.app
READY  := $(VENV)/.ready
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
DEMO   := .demo/goodwill.db

.PHONY: help demo test slowest check check-page check-dbt check-feed format types contracts drift docs faults laws long bench before clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(APP): pyproject.toml
	@echo "installing Goodwill into $(VENV): about 200 MB, often a minute or less" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) --editable '.[names,web]'
	@touch $@

$(READY): $(APP)
	@echo "installing what the tests and checks need into $(VENV)" >&2
	@$(INSTALL) --editable '.[dev]'
	@touch $@

demo: $(APP)  ## generate a portfolio in .demo/goodwill.db and show it
	@rm -rf .demo && mkdir -p .demo
	@$(BIN)/goodwill --ledger $(DEMO) demo

test: $(READY)  ## run the tests
	@$(BIN)/python -m pytest -n 2

slowest: $(READY)  ## run the tests, and list the ten files that take longest
	@$(BIN)/python -m pytest -n 2 --slowest 10

long: $(READY)  ## run the long forms of proofs: damaged bits, killed processes, a wholesaler's month-ends
	@GOODWILL_LONG=1 $(BIN)/python -m pytest -n 2 -m long

faults: $(READY)  ## attack each promise in full, and print what was tried and found
	@GOODWILL_LONG=1 $(BIN)/python -m pytest -n 2 -m faults

check-page: $(READY)  ## open each page in a Chromium on every screen; it needs one on the machine
	@GOODWILL_LONG=1 $(BIN)/python -m pytest tests/commands/web tests/reporting/web

.venv-dbt/.ready: tests/reporting/feed/dbt.txt
	@test -x .venv-dbt/bin/python || $(PYTHON) -m venv .venv-dbt
	@.venv-dbt/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

check-dbt: $(READY) .venv-dbt/.ready  ## let dbt build and test all exported tables, on DuckDB and in PostgreSQL
	@GOODWILL_LONG=1 GOODWILL_DBT=$(CURDIR)/.venv-dbt/bin/dbt $(BIN)/python -m pytest tests/reporting/feed/test_dbt_itself.py

.venv-pm4py/.ready: tests/reporting/feed/pm4py.txt
	@test -x .venv-pm4py/bin/python || $(PYTHON) -m venv .venv-pm4py
	@.venv-pm4py/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

check-feed: $(READY) .venv-pm4py/.ready  ## let other programs read every export of three whole ledgers
	@GOODWILL_LONG=1 GOODWILL_PM4PY=$(CURDIR)/.venv-pm4py/bin/python $(BIN)/python -m pytest tests/reporting/feed/test_other_readers.py

laws: $(READY)  ## try the laws on examples that no run has tried before
	@$(BIN)/python -m pytest -n 2 --hypothesis-profile searching tests

check: $(READY) format types contracts drift test  ## everything that is asked of a change

format: $(READY)
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(READY)
	@$(BIN)/mypy

contracts: $(READY)
	@$(BIN)/lint-imports

drift: $(READY)
	@$(BIN)/python -m docs.generate --check

docs: $(READY)  ## write the generated reference again
	@$(BIN)/python -m docs.generate

.venv-peers/.ready: benchmarks/peers.txt
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

bench: $(READY) .venv-peers/.ready  ## measure, side by side with the peer
	@$(BIN)/python benchmarks/append.py
	@$(BIN)/python -m benchmarks.latency
	@$(BIN)/python benchmarks/shares.py
	@$(BIN)/python benchmarks/startup.py
	@$(BIN)/python benchmarks/replay.py

before: $(READY)  ## time commands beside those of another environment: make before OTHER=PATH/bin/goodwill
	@$(BIN)/python benchmarks/before.py $(OTHER)

clean:  ## remove the environment and the demo ledger
	@rm -rf $(VENV) .venv-peers .venv-dbt .venv-pm4py .demo
