# Everything from a fresh machine: needs Python 3.11, 3.12 or 3.13, pip and make. See `make help`.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
export PIP_ROOT_USER_ACTION = ignore

# The first Python that we support; `make PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
PY := $(VENV)/bin/python
UV := .tools/bin/uv
TEST_HOME := .pytest_cache/home
LOGS := .pytest_cache/logs
# What `make test` runs, in two rows beside each other; each takes about as long.
FIRST := test-journeys test-sqlite test-spark
BESIDE := test-postgres test-plain

# More words for pytest: make test-plain ARGS="tests/core -k canonical"
ARGS ?=

# ------------------------------------------------------------------ for everyone

.PHONY: help
help: ## Show what there is to run
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: setup ## Set everything up and start a small whole world to try it in (ARGS="--port 8080")
	@$(VENV)/bin/tertib demo $(ARGS)

.PHONY: test
test: setup-dev $(VENV)/.spark browser ## All checks, then all tests, in two rows at once; one failing does not hide the next
	@failed=; $(MAKE) check || failed=" check"; mkdir -p $(LOGS); rm -f $(LOGS)/*; \
		for part in $(BESIDE); do $(MAKE) $$part && touch $(LOGS)/$$part.passed; done > $(LOGS)/beside.log 2>&1 & \
		beside=$$!; for part in $(FIRST); do $(MAKE) $$part && touch $(LOGS)/$$part.passed; done; \
		wait $$beside; cat $(LOGS)/beside.log; \
		for part in $(FIRST) $(BESIDE); do [ -e $(LOGS)/$$part.passed ] || failed="$$failed $$part"; done; \
		if [ -n "$$failed" ]; then echo "make test: failed:$$failed"; exit 1; fi

.PHONY: check
check: setup-dev ## Style, types, floors, migrations, translations, house rules (seconds; no tests)
	@$(PY) tools/check.py

.PHONY: bench
bench: setup-dev ## Measure and write docs/reference/figures.md (ARGS="pages looks": only these; all: about an hour)
	@$(PY) -m bench $(ARGS)

.PHONY: evaluate
evaluate: setup-dev ## Measure quality on the real data beside the project; says so where there is none
	@$(PY) -m evaluate $(ARGS)

.PHONY: kill
kill: setup-dev ## kill -9 worker and server 50 times each, on both databases, under load (ARGS="--rounds 5")
	@$(PY) -m bench.kill $(ARGS)

# ------------------------------------------------------------------ parts of `test`

.PHONY: test-plain
test-plain: setup-dev ## The tests that need no database
	@TERTIB_HOME=$(TEST_HOME)-plain $(PY) -m pytest --no-database --ignore=tests/journeys -o cache_dir=.pytest_cache/plain $(ARGS)

.PHONY: test-sqlite
test-sqlite: setup-dev browser ## The tests with a database, on SQLite
	@env -u TERTIB_DATABASE_URL TERTIB_HOME=$(TEST_HOME) $(PY) -m pytest --only-database --ignore=tests/journeys $(ARGS)

.PHONY: test-journeys
test-journeys: setup-dev browser ## Whole journeys in a running system and a real browser, on SQLite
	@env -u TERTIB_DATABASE_URL TERTIB_HOME=$(TEST_HOME)-journeys $(PY) -m pytest tests/journeys -o cache_dir=.pytest_cache/journeys $(ARGS)

.PHONY: test-postgres
test-postgres: setup-dev browser ## The tests with a database, on a PostgreSQL of their own
	@TERTIB_HOME=$(TEST_HOME)-postgres $(PY) tools/postgres.py $(PY) -m pytest --only-database -o cache_dir=.pytest_cache/postgres $(ARGS)

.PHONY: test-spark
test-spark: setup-dev $(VENV)/.spark ## The scan on a Spark cluster of two executors, beside the same scan on this machine
	@TERTIB_TEST_SPARK=1 TERTIB_HOME=$(TEST_HOME)-spark $(PY) -m pytest tests/adapters/engines/test_spark.py -o cache_dir=.pytest_cache/spark $(ARGS)

.PHONY: browser
browser: setup-dev ## Find a Chromium for the browser tests, or fetch one
	@$(PY) tools/browser.py --fetch

# ------------------------------------------------------------------ for who works here

.PHONY: format
format: setup-dev ## Put the code into the house's format, and mend what can be mended
	@$(VENV)/bin/ruff check --fix --quiet; $(VENV)/bin/ruff format

.PHONY: messages
messages: setup-dev ## Compile the translations (*.po to *.mo)
	@$(PY) tools/messages.py

.PHONY: reference
reference: setup-dev ## Write the reference pages that are made from code
	@$(PY) tools/reference.py

.PHONY: lock
lock: $(UV) ## Make the requirement locks again from pyproject.toml (ARGS=--upgrade for newer releases)
	@$(UV) pip compile pyproject.toml -o requirements.txt $(LOCK)
	@$(UV) pip compile pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt $(LOCK)
	@$(UV) pip compile --group spark -c requirements-dev.txt -o requirements-spark.txt $(LOCK)
	@$(UV) pip compile --group build -c requirements-dev.txt -o requirements-build.txt $(LOCK)
	@$(UV) pip compile --group uv -o requirements-uv.txt $(LOCK)

LOCK = --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock' $(ARGS)

.PHONY: wheel
wheel: setup-dev ## Build the wheel into dist/
	@$(PY) -m hatchling build -t wheel -d dist

.PHONY: clean
clean: ## Remove what `make` fetched and built (never ./var, where the data is)
	@rm -rf $(VENV) .tools dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# ------------------------------------------------------------------ set-up
# Downloads: uv (one wheel), the locked packages. Each step leaves a stamp and is not done twice.

.PHONY: setup setup-dev
setup: $(VENV)/.runtime ## Install what the program needs
	@:
setup-dev: $(VENV)/.dev ## Install what tests and checks need as well
	@:

$(UV): requirements-uv.txt
	@PYTHON='$(PYTHON)' sh tools/fetch_uv.sh

$(VENV)/.runtime: requirements.txt requirements-build.txt pyproject.toml tools/install.sh | $(UV)
	@PYTHON='$(PYTHON)' sh tools/install.sh requirements.txt requirements-build.txt
	@touch $@

$(VENV)/.spark: requirements-spark.txt $(VENV)/.dev | $(UV)
	@PYTHON='$(PYTHON)' sh tools/install.sh requirements-spark.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime | $(UV)
	@PYTHON='$(PYTHON)' sh tools/install.sh requirements-dev.txt
	@touch $@
