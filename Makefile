# What a newcomer, a developer and CI call. Only Python 3.11 or newer (with venv), make and git are needed.
.PHONY: run serve test check bench lock translations docs browser postgresql spreadsheet clean
.DELETE_ON_ERROR:

# The first Python that is new enough and really runs: a name alone may be an empty shell.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
BIN := .venv/bin
PORT ?= 8000
export FLASK_APP := wsgi:app
export PYTHONDONTWRITEBYTECODE := 1

run: .venv/installed  ## the demonstration on http://127.0.0.1:8000
	@$(BIN)/python -m app.start --port $(PORT)

serve: .venv/installed  ## the production server on the configured database
	@$(BIN)/python -m app.start --production --port $(PORT)

.venv/python:
	@test -n "$(PYTHON)" || { echo "Kontor needs Python 3.11 or newer with venv."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Kontor needs the package python3-venv."; exit 1; }
	@touch $@

.venv/installed: requirements.txt .venv/python
	@echo "Installing what Kontor stands on ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

browser:  ## the browser for the journeys, by the system's package manager
	@bash tests/install.sh chromium chromium

postgresql:  ## the database server for the tests
	@bash tests/install.sh postgresql postgresql

spreadsheet:  ## the program that recalculates exported sheets in the tests
	@bash tests/install.sh soffice libreoffice-calc-nogui

test: .venv/installed-dev browser postgresql spreadsheet  ## all tests, on SQLite and PostgreSQL and in the browser
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not browser"
	@$(BIN)/python -m pytest -q -p no:randomly -m browser tests/browser

check: .venv/installed-dev  ## all tests and everything else that can be checked
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet app/templates
	@$(BIN)/flask translations --check
	@$(BIN)/flask docs --check
	@$(MAKE) --no-print-directory test

bench: .venv/installed-dev postgresql  ## benchmarks, each a line `name: value unit (compared with ...)`
	@for file in bench/*.py; do $(BIN)/python -m bench.$$(basename $$file .py) || exit 1; done

lock: .venv/installed-dev  ## pin every package with its hashes
	@$(BIN)/uv pip compile -q --generate-hashes --universal -p 3.11 --no-annotate --no-header requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --generate-hashes --universal -p 3.11 --no-annotate --no-header requirements-dev.in -o requirements-dev.txt

translations: .venv/installed-dev  ## bring the catalogues up to date with the texts
	@$(BIN)/flask translations

docs: .venv/installed  ## rewrite the generated documentation
	@$(BIN)/flask docs
