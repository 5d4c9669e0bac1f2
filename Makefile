# make run        install into .venv and start the bot (without config.toml: the demo in the terminal)
# make test       install the test tools as well and run every check
# make test-long  the full-size checks
# make coverage   which lines the daily checks run, by file
# make pins       write constraints.txt and .ci/uv.txt anew after a change in pyproject.toml; PINS=--upgrade moves all on
PYTHON ?= python3
BIN := .venv/bin

# some images set this, and then every start compiles all libraries anew: 5 s instead of 1
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-long coverage lint pins clean

run: .venv/.run
	@# without settings it is the sample day, also where nobody types: an empty pipe is what nobody typed
	@if [ -t 0 ] || [ -e config.toml ]; then exec $(BIN)/newsbot run; else cat | $(BIN)/newsbot run; fi

# many tests wait for processes and servers: six at a time keep two cores busy
test: .venv/.test lint
	$(BIN)/pytest -n 6 --dist worksteal

test-long: .venv/.test lint
	$(BIN)/pytest -n 3 --dist worksteal -m "long or not long"
	NEWSBOT_TEST_DATABASE=postgresql $(BIN)/pytest -n 3 --dist worksteal -m "long or not long" tests/acceptance
	NEWSBOT_TEST_DATABASE=postgresql NEWSBOT_TEST_WORKERS=split $(BIN)/pytest -n 3 --dist worksteal -m "(long or not long) and not alone" tests/acceptance

coverage: .venv/.test
	$(BIN)/pytest -n 3 --dist worksteal --cov --cov-report=term

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# for all systems and Pythons that we know of at once; who follows the hashes needs no address
LOCK = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	--no-annotate --no-emit-index-url --custom-compile-command "make pins" $(PINS)

pins: .venv/.test
	$(LOCK) --all-extras pyproject.toml -o constraints.txt
	echo uv | $(LOCK) - -o .ci/uv.txt

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Nothing is installed whose hash does not stand in constraints.txt (or in .ci/uv.txt, for uv itself), and nothing is
# built from source but Newsbot, by a backend with such a hash. uv installs several times faster than pip; where it
# cannot be had, pip does the same work.
WHEELS := --quiet --require-hashes --only-binary :all:
uv := $(BIN)/python -m uv pip install --python $(BIN)/python
pip := $(BIN)/python -m pip install --disable-pip-version-check
with_uv = $(pip) $(WHEELS) -r .ci/uv.txt \
	&& $(uv) $(WHEELS) -c constraints.txt -r pyproject.toml $(EXTRAS) \
	&& $(uv) --quiet --no-deps --require-build-hashes --build-constraints constraints.txt -e .
with_pip = $(pip) $(WHEELS) -r constraints.txt && $(pip) --quiet --no-deps --no-build-isolation -e .
install = { $(with_uv); } || { echo "That did not work with uv. Trying pip ..."; $(with_pip); }

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Newsbot needs Python 3.11 or newer: make PYTHON=python3.13 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Could not make .venv (on Debian: apt install python3-venv)"; exit 1; }

.venv/.run: pyproject.toml constraints.txt .ci/uv.txt | .venv/bin/python
	@echo "Installing Newsbot into .venv (first time only) ..."
	@$(install)
	@touch $@

.venv/.test: EXTRAS = --extra test --extra dev
.venv/.test: pyproject.toml constraints.txt .ci/uv.txt | .venv/bin/python
	@echo "Installing Newsbot and its test tools into .venv (first time only) ..."
	@$(install)
	@touch $@ .venv/.run
