# The commands the project keeps. `make help` lists them.
SHELL := /bin/bash
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# Images often forbid bytecode; tests and loads start the product many times, and compiling it costs 3 of 7 seconds each time.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(VENV)/bin/uv:
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'

$(VENV)/.installed: requirements/dev.txt pyproject.toml | $(VENV)/bin/uv
	$(UV) pip install --quiet --require-hashes -r requirements/dev.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

install: $(VENV)/.installed ## Python environment in .venv, with the guangsha command

lock: | $(VENV)/bin/uv ## compile the hashed requirement files from pyproject.toml
	$(UV) pip compile pyproject.toml --extra mysql --extra postgres --extra redis --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o requirements/runtime.txt
	$(UV) pip compile pyproject.toml --extra mysql --extra postgres --extra redis --group dev --python-version 3.11 -c requirements/runtime.txt --generate-hashes --no-header --no-annotate --quiet -o requirements/dev.txt

WEB_STAMP := guangsha/pages/web_dist/.built

# Not `npm ci`: it refuses a lock that lacks the optional binaries of other platforms, which mirrors do not always carry.
web/node_modules/.installed: web/package-lock.json $(VENV)/.installed
	cd web && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB_STAMP): web/node_modules/.installed $(shell find web/src web/scripts -type f 2>/dev/null) web/vite.config.ts
	cd web && npm run --silent build
	@touch $@

web: $(WEB_STAMP) ## build the web application

run: install web ## fresh clone to a running product with demo data on http://127.0.0.1:$(PORT)
	GUANGSHA_DEMO=1 GUANGSHA_PUBLIC_URL=$${GUANGSHA_PUBLIC_URL:-http://127.0.0.1:$(PORT)} $(VENV)/bin/guangsha demo
	GUANGSHA_DEMO=1 GUANGSHA_PUBLIC_URL=$${GUANGSHA_PUBLIC_URL:-http://127.0.0.1:$(PORT)} $(VENV)/bin/guangsha serve --port $(PORT)

test: install web ## the whole suite on embedded engines
	cd web && npm run --silent test
	$(PY) -m pytest -q -n 2

test-engines: install web ## the same promises on PostgreSQL, MariaDB and Galera, on servers of their own
	$(PY) -m tests.engines

format: install web/node_modules/.installed ## format everything
	$(VENV)/bin/ruff format -q . && $(VENV)/bin/ruff check -q --fix .
	cd web && npm run --silent format

check: install web ## format, lint, types, layers, migrations, OpenAPI and client drift, translations
	$(VENV)/bin/ruff format -q --check .
	$(VENV)/bin/ruff check -q .
	GUANGSHA_DATA_DIR=$$(mktemp -d) $(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache > /dev/null || $(VENV)/bin/lint-imports --no-cache
	GUANGSHA_DATA_DIR=$$(mktemp -d) DJANGO_SETTINGS_MODULE=guangsha.config.settings $(PY) -m django makemigrations --check --dry-run
	GUANGSHA_DATA_DIR=$$(mktemp -d) $(VENV)/bin/guangsha openapi | diff -u openapi.json - || (echo "openapi.json is behind: make api"; exit 1)
	GUANGSHA_DATA_DIR=$$(mktemp -d) $(VENV)/bin/guangsha openapi --login | diff -u openapi-login.json - || (echo "openapi-login.json is behind: make api"; exit 1)
	cd web && npm run --silent check
	$(PY) -m tests.repository

api: install web/node_modules/.installed ## write openapi.json and the TypeScript client from the code
	GUANGSHA_DATA_DIR=$$(mktemp -d) $(VENV)/bin/guangsha openapi > openapi.json
	GUANGSHA_DATA_DIR=$$(mktemp -d) $(VENV)/bin/guangsha openapi --login > openapi-login.json
	cd web && npm run --silent api

bench: install web ## measure search, pages, the web application, large tables, the unit board, the public record and the rush; appends to bench/RESULTS.md
	$(PY) -m bench.search_bench
	$(PY) -m bench.pages_bench
	$(PY) -m bench.web_bench
	$(PY) -m bench.tables_bench
	$(PY) -m bench.board_bench
	$(PY) -m bench.ledger_bench
	bad=0; for engine in sqlite mariadb postgresql; do for kind in --peer --overload; do \
		$(PY) -m bench.rush --engine $$engine $$kind --keep || bad=1; done; done; exit $$bad

ENGINE ?= all
PROOF_ATTEMPTS ?= 100000
PROOF_MONEY_S ?= 300
PROOF_ENGINES := $(if $(filter all,$(ENGINE)),sqlite mariadb postgresql galera,$(ENGINE))

proof: install web ## the long runs: nothing sold twice in 100,000 attempts per engine (ENGINE=mariadb: that one), no payment and nothing else lost
	for engine in $(PROOF_ENGINES); do $(PY) -m bench.rush_proof --engine $$engine --attempts $(PROOF_ATTEMPTS) --keep || exit 1; done
	for engine in $(PROOF_ENGINES); do $(PY) -m bench.pay_proof --engine $$engine --seconds $(PROOF_MONEY_S) --buyers 100 --keep || exit 1; done
	if [ "$(ENGINE)" = all ]; then PROOF_SECONDS=$${PROOF_SECONDS:-300} $(PY) -m bench.proof; fi

screenshots: install web ## drive the real application with demo data and write PNGs to screenshots/
	$(PY) -m tests.screenshots

wheel: install web ## a wheel with the web application inside, in dist/
	$(UV) build --wheel --no-build-isolation -q

.PHONY: help install lock web run test test-engines format check api bench proof screenshots wheel
