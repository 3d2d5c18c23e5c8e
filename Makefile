# Two commands do everything: `make run` builds the shipped data and asks it, `make test` passes every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run field test crash supply release lock clean web docs

run: $(VENV)/.run web
	@$(BIN)/cartkg build
	@echo; $(BIN)/cartkg tour

# The whole texts of the field from the registry: fetched, built, compared with the shipped data, served.
field: $(VENV)/.run web
	@$(BIN)/cartkg field

test: $(VENV)/.dev web
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

# Everything that others take, with checksums, metadata and addresses, in dist/release; SITE is where it will be served.
SITE ?= https://w3id.org/cartkg/
release: $(VENV)/.run
	@$(BIN)/cartkg build
	$(BIN)/python scripts/release.py build/graph dist/release $(SITE)

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

# The scripts of the editor and graph pages, bundled when they or their lock changed. Without Node the pages work without them.
BUNDLES := src/cartkg/server/static/dist
web: $(BUNDLES)/.made

$(BUNDLES)/.made: web/package-lock.json $(wildcard web/*.mjs web/src/*.js)
	@if ! command -v npm >/dev/null 2>&1; then \
	  echo "Note: no npm here, so the editor has no colours and the graph page shows its table; all else works."; \
	elif ( cd web && { [ node_modules/.package-lock.json -nt package-lock.json ] \
	    || { npm ci --loglevel=error --fetch-retries=1 && touch node_modules/.package-lock.json; }; } && node build.mjs ) >/dev/null; then \
	  touch $@; \
	else \
	  echo "Note: the scripts of the editor and graph pages were not built (make web tries again); all else works."; \
	fi

# Kills builds and fetches at random moments and looks at what they leave; some ten minutes, so not among the tests.
crash: $(VENV)/.dev
	$(BIN)/python scripts/crash.py

# What is installed, its licences, and which known vulnerabilities it has (the last needs the network, and says where it had none).
supply: $(VENV)/.dev
	$(BIN)/python scripts/supply.py

# The documentation as a site in build/site; a link that leads nowhere fails it.
docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "Look at it: python3 -m http.server --directory build/site"

# Renews the locks after a change of pyproject.toml (needs uv).
lock:
	uv pip compile --quiet --universal --generate-hashes --no-header --extra build --extra server --extra export pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --extra build --extra dev --extra docs pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) build dist web/node_modules $(BUNDLES)
