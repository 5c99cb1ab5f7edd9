# Two commands do everything: `make lab` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
EXAMPLE := .example
PORT ?= 8888
WORKERS ?= 2

export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export YARN_ENABLE_TELEMETRY := 0

SOURCES := $(shell find src schema style -type f 2>/dev/null)
ROOT_FLAG := $(shell [ "$$(id -u)" = 0 ] && echo --allow-root)

.PHONY: help lab demo test setup lint types test-python test-faults test-api test-package \
	test-side-by-side test-frontend test-browser bench clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

# --- set-up -------------------------------------------------------------------------------

setup: $(STAMPS)/build ## everything that the other targets need

$(STAMPS)/venv: pyproject.toml package.json yarn.lock
	@$(PYTHON) .ci/check_tools.py
	@mkdir -p $(STAMPS)
	[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	rm -rf jupyter_ext/labextension
	$(BIN)/pip install --quiet -e '.[test,dev]'
	$(BIN)/jupyter-builder develop . --overwrite
	@touch $@ $(STAMPS)/build

$(STAMPS)/build: $(STAMPS)/venv $(SOURCES)
	jlpm build
	@touch $@

# --- use ----------------------------------------------------------------------------------

lab: $(STAMPS)/build ## JupyterLab with the extension, opened on the example workspace
	JUPYTER_EXT_DATA_DIR=$(EXAMPLE)/data $(BIN)/python examples/demo.py --workspace $(EXAMPLE)/workspace --quiet
	JUPYTER_EXT_DATA_DIR=$(CURDIR)/$(EXAMPLE)/data \
		JUPYTERLAB_WORKSPACES_DIR=$(CURDIR)/$(EXAMPLE)/layout $(BIN)/jupyter lab $(ROOT_FLAG) --port $(PORT) \
		--ServerApp.root_dir=$(EXAMPLE)/workspace --LabApp.default_url=/lab/tree/scorecard.ipynb

demo: $(STAMPS)/build ## the example without a browser: commit, instance, runs, report
	JUPYTER_EXT_DATA_DIR=$(EXAMPLE)/data $(BIN)/python examples/demo.py --workspace $(EXAMPLE)/workspace

# --- check --------------------------------------------------------------------------------

test: setup ## every check and every test, browser tests included
	bash .ci/packages
	$(MAKE) --no-print-directory lint test-side-by-side test-browser

lint: $(STAMPS)/build ## ruff, mypy, eslint, prettier, stylelint, drift of generated files
	ruff check .
	ruff format --check .
	mypy
	jlpm lint:check
	$(BIN)/python -m jupyter_ext.web.openapi | diff -u docs/openapi.json -
	$(BIN)/python docs/make_reference.py --check
	jlpm types:check

types: $(STAMPS)/venv ## regenerate the OpenAPI document and the TypeScript types
	$(BIN)/python -m jupyter_ext.web.openapi > docs/openapi.json.new
	mv docs/openapi.json.new docs/openapi.json
	jlpm types
	$(BIN)/python docs/make_reference.py

test-python: $(STAMPS)/build ## pytest without faults, API and package tests
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder \
		--ignore tests/faults --ignore tests/api --ignore tests/package

test-faults: $(STAMPS)/build ## the installed product as processes, killed by real signals
	$(BIN)/python -m pytest tests/faults

test-api: $(STAMPS)/build ## the OpenAPI document against a live server
	$(BIN)/python -m pytest tests/api

test-package: $(STAMPS)/build ## pip install . and a wheel without Node, each in an empty environment
	$(BIN)/python -m pytest tests/package

# The Python suite mostly waits for kernels: what else needs no browser runs beside it, and is
# shown when both have ended.
BESIDE := $(STAMPS)/beside
test-side-by-side: $(STAMPS)/build
	@rm -f $(BESIDE).*
	@( $(MAKE) --no-print-directory -k test-frontend test-api test-package test-faults; echo $$? > $(BESIDE).code ) \
		> $(BESIDE).log 2>&1 & \
	$(MAKE) --no-print-directory test-python; code=$$?; wait; cat $(BESIDE).log; \
	exit $$(( code > 0 ? code : $$(cat $(BESIDE).code) ))

test-frontend: $(STAMPS)/build ## jest
	jlpm jest

test-browser: $(STAMPS)/build ## Galata in Chromium
	cd ui-tests && jlpm install && jlpm playwright test

bench: $(STAMPS)/build ## ours beside bare nbclient, papermill and jupyter-scheduler
	$(BIN)/python benchmarks/compare.py

clean: ## remove everything that the other targets made
	rm -rf $(VENV) $(STAMPS) $(EXAMPLE) node_modules ui-tests/node_modules lib tsconfig.tsbuildinfo \
		jupyter_ext/labextension jupyter_ext/_version.py .mypy_cache .ruff_cache .pytest_cache dist
