# Everything is installed into .venv, with the versions of requirements.lock. Nothing but Python 3.11, git and make is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export DO_NOT_TRACK := 1
export MLFLOW_DISABLE_TELEMETRY := true
export MLFLOW_SERVER_ENABLE_JOB_EXECUTION := false

.PHONY: help setup setup-dev setup-browser run test torture lint audit viz mlflow notebooks bench screenshots clean

help:  ## show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[demo]'
	@touch $@

$(VENV)/.dev-installed: pyproject.toml requirements.lock | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[demo,dev]'
	@touch $@ $(VENV)/.run-installed

setup: $(VENV)/.run-installed  ## install what a run needs
setup-dev: $(VENV)/.dev-installed  ## install what tests and checks need as well

setup-browser:  ## a browser for the tests of pages, from the system's packages; without one they are skipped
	@for name in chromium google-chrome google-chrome-stable; do command -v $$name >/dev/null && exit; done; \
	command -v apt-get >/dev/null || exit 0; \
	test "$$(id -u)" = 0 || as_root="sudo -n"; \
	echo "Chromium is installed for the tests of pages."; \
	for step in update "install -y --no-install-recommends chromium"; do \
	    $$as_root env DEBIAN_FRONTEND=noninteractive timeout 600 apt-get $$step >/dev/null 2>&1 || { echo "It could not be."; exit 0; }; done

run: setup  ## the whole pipeline on the demo set
	$(BIN)/kedro run --pipeline augment_audio

test: setup-dev setup-browser  ## all tests
	$(BIN)/pytest --numprocesses 2 --dist loadfile

torture: setup-dev  ## the counted tests at their full counts; writes the table in docs/reliability.md
	$(BIN)/pytest tests/torture --full --numprocesses 2

lint: setup-dev  ## style, types, layers, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory audit

audit: setup-dev  ## known vulnerabilities of the dependencies; says so where they can't be looked up
	@$(BIN)/python checks/vulnerabilities.py

viz: setup  ## the pipeline graph, on 127.0.0.1:4141
	$(BIN)/kedro viz run --host 127.0.0.1 --port 4141 --no-browser

mlflow: setup  ## all runs, on 127.0.0.1:5000
	$(BIN)/mlflow ui --backend-store-uri "$${MLFLOW_TRACKING_URI:-sqlite:///mlflow.db}" --host 127.0.0.1 --port 5000 --workers 1

notebooks: setup  ## the notebooks in JupyterLab, on 127.0.0.1:8888
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[demo,notebooks]'
	$(BIN)/kedro jupyter lab --ip 127.0.0.1 --port 8888

bench: setup-dev  ## the timings of docs/performance.md
	$(BIN)/python benchmarks/mel_extraction.py
	$(BIN)/python benchmarks/mel_inversion.py
	$(BIN)/python benchmarks/gan_step.py
	$(BIN)/python benchmarks/loop_cost.py
	$(BIN)/python benchmarks/round_trips.py
	$(BIN)/python benchmarks/start_up.py
	$(BIN)/python benchmarks/family_minutes.py
	$(BIN)/python benchmarks/interval_coverage.py

DATA ?= demo
FAMILY ?= relativistic_mel
screenshots: setup-dev setup-browser  ## the pictures of the README, of a finished run: make screenshots DATA=demo FAMILY=...
	$(BIN)/python -m docs.screenshots --env $(DATA) --family $(FAMILY)

clean:  ## remove the environment and all results; data/01_raw (downloads, decisions.csv) stays
	rm -rf $(VENV) mlflow.db mlruns
	git clean -fdxq --exclude=/data/01_raw data
