# Two commands do everything: `make run` builds the shipped data and asks it, `make test` passes every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lock clean

run: $(VENV)/.run
	@$(BIN)/cartkg build
	@echo; $(BIN)/cartkg tour

test: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

# The environment: exactly the locked versions, by hash; the project itself as an editable install.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cartkg needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements/dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

# Renews the locks after a change of pyproject.toml (needs uv).
lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --extra build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --extra build --extra dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) build dist
