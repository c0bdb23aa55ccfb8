# Two commands on a fresh machine with Python 3.11 or later: `make serve` and `make test`.
PYTHON ?= python3
ADDRESS ?= 127.0.0.1:8000
VENV := .venv
BIN := $(VENV)/bin
# Material prints at every start that MkDocs 2 will not support it. The README explains why we silence this warning.
export NO_MKDOCS_2_WARNING := 1

# Tests run on all cores. An idle worker takes over tests of a busy one.
WORKERS ?= -n auto --maxprocesses 8 --dist worksteal
pytest = chromium="$$(.ci/chromium $(BIN))" && firefox="$$(.ci/firefox)" && \
	PRECALL_CHROMIUM="$$chromium" PRECALL_FIREFOX="$$firefox" $(BIN)/python -m pytest

.PHONY: serve build check test test-quick editor-test lint bench fuzz pictures reference clean

serve: $(VENV)/.ready ## the playbook's site on ADDRESS, with live reload
	$(BIN)/mkdocs serve --dev-addr $(ADDRESS)

build: $(VENV)/.ready ## the site, in site/
	$(BIN)/mkdocs build --strict

check: $(VENV)/.ready ## all problems of the playbook
	$(BIN)/precall check

test: $(VENV)/.ready-dev lint ## every test, in a real browser too
	$(pytest) $(WORKERS)

test-quick: $(VENV)/.ready-dev lint ## the tests that are not marked as slow
	$(pytest) $(WORKERS) -m "not slow"

editor-test: $(VENV)/.ready-dev ## the form editor and VS Code's YAML server, each really run; needs npm
	npm install --silent --no-audit --no-fund --no-save --prefix .cache/editors @sveltia/cms@0.221.1 yaml-language-server@1.25.0
	$(pytest) tests/editing/drive_forms.py tests/editing/drive_yaml_server.py

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check hooks tests
	$(BIN)/ruff format --check hooks tests
	$(BIN)/mypy

$(VENV)/bin/python:
	$(PYTHON) .ci/environment.py $(VENV)

$(VENV)/.ready: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.ready-dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.ready

bench: $(VENV)/.ready-dev ## how long builds take, compared with plain MkDocs, Zensical and Hugo; many minutes
	chromium="$$(.ci/chromium $(BIN))" && PRECALL_CHROMIUM="$$chromium" $(BIN)/python bench --phone --docs

fuzz: $(VENV)/.ready-dev ## random mistakes in content, spreadsheets and folders, for MINUTES (5) from SEED (1)
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),5) --seed $(or $(SEED),1) --save .cache/fuzz

pictures: $(VENV)/.ready-dev ## the pictures of the README and the manual, in docs/manual/pictures
	chromium="$$(.ci/chromium $(BIN))" && PRECALL_CHROMIUM="$$chromium" $(BIN)/python -m tests.support.pictures

reference: $(VENV)/.ready-dev ## the manual's page of all options, from the command line itself
	$(BIN)/python -m tests.support.command_reference

clean: ## delete all generated files
	rm -rf $(VENV) .cache site dist build .mypy_cache .pytest_cache .ruff_cache
