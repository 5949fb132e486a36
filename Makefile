# Needs Python 3.11 or newer and nothing else. `make help` lists the commands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TORCH := torch==2.13.0
# Without a mirror or local wheels configured, pip would fetch PyTorch with gigabytes of CUDA.
TORCH_CPU_INDEX := https://download.pytorch.org/whl/cpu

# Wherever writing bytecode is switched off, each of the many processes of a test run would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test fuzz check openapi bench lock clean

help: ## show this help
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 20

setup: $(STAMP) ## create .venv with everything the service and its tests need

$(STAMP): pyproject.toml deploy/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Revontuli needs Python 3.11 or newer; say which with make PYTHON=python3.12 …'; exit 1; }
	@echo 'Setting up $(VENV): packages are downloaded and installed, which takes minutes the first time …'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --upgrade 'pip>=25.1'
	@if $(BIN)/python -m pip config list | grep -E "(index-url|find-links)=" >/dev/null; then \
		$(BIN)/python -m pip install --quiet --no-compile $(TORCH); \
	else \
		$(BIN)/python -m pip install --quiet --no-compile --index-url $(TORCH_CPU_INDEX) $(TORCH); \
	fi
	$(BIN)/python -m pip install --quiet --no-compile --constraint deploy/constraints.txt \
		--editable '.[mcp,postgresql]' --group dev
	@touch $@

run: setup ## start the service on 127.0.0.1:8000 with a sample catalogue, no credentials asked
	$(BIN)/revontuli serve --dev

test: setup ## run every test
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

fuzz: setup ## try every operation and property with odd inputs, up to a thousand each and others each time
	FUZZ_EXAMPLES=1000 $(BIN)/python -m pytest tests/fuzz
	$(BIN)/python -m pytest --ignore=tests/fuzz -m hypothesis --hypothesis-profile=searching

check: setup ## format, lint, import contracts, types, published OpenAPI
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/revontuli openapi --check

openapi: setup ## write openapi/openapi.json and openapi-3.0.json from the code
	$(BIN)/revontuli openapi

bench: setup ## measure speed and memory on this machine
	$(BIN)/python -m benchmarks.run

lock: setup ## pin every package in deploy/constraints.txt as installed now
	$(BIN)/python -m pip freeze --exclude-editable | grep -v -E '^(pip|setuptools)==|@' \
		| sed 's/+cpu$$//' > deploy/constraints.txt

clean: ## remove the virtual environment and caches; data/ stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
