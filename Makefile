# make run        install into .venv and start the bot (without config.toml: the demo in the terminal)
# make test       install the test tools as well and run every check
# make test-long  the full-size checks
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-long lint clean

run: .venv/.run
	@$(BIN)/newsbot run

# many tests wait for processes and servers: three at a time keep two cores busy
test: .venv/.test lint
	$(BIN)/pytest -n 3 --dist worksteal

test-long: .venv/.test lint
	$(BIN)/pytest -n 3 --dist worksteal -m "long or not long"

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# uv installs several times faster than pip; where it cannot be had, pip does the same work.
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null \
	&& $(BIN)/python -m uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.$(EXTRAS)' \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.$(EXTRAS)'

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Newsbot needs Python 3.11 or newer: make PYTHON=python3.13 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Could not make .venv (on Debian: apt install python3-venv)"; exit 1; }

.venv/.run: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing Newsbot into .venv (first time only) ..."
	@$(install)
	@touch $@

.venv/.test: EXTRAS = [test,dev]
.venv/.test: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing Newsbot and its test tools into .venv (first time only) ..."
	@$(install)
	@touch $@ .venv/.run
