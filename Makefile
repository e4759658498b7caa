# Everything a developer or CI calls. `make help` lists the targets.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
E2E := tests/e2e
BENCH := tests/bench
CORPORA := tests/corpora
# Real specs, for those who have them: a folder laid out <branch>/openapi/<channel>.json.
export KLAVIYO_SPECS POSTMAN_SCHEMA POSTMAN_API_SPEC REQUIRE_REAL_SPECS

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml generator/__init__.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

.PHONY: install
install: $(STAMP) ## Set up .venv with the package and what its development needs

.PHONY: demo
demo: $(STAMP) ## Build and check the collections of the bundled sample revisions
	$(BIN)/klaviyo-postman generate --source sample 2025-04-15 2025-07-15 --output output
	$(BIN)/klaviyo-postman validate output/2025-04-15/klaviyo.postman_collection.json output/2025-07-15/klaviyo.postman_collection.json
	@echo
	@echo "In Postman: Import, then choose both files of $(CURDIR)/output/2025-07-15"

.PHONY: test
test: $(STAMP) ## Run the Python tests, on two cores
	$(BIN)/python -m pytest -n 2

.PHONY: coverage
coverage: $(STAMP) ## Run them with branch coverage, which takes two to three times as long
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term

$(E2E)/node_modules/.package-lock.json: $(E2E)/package-lock.json
	@# Without install scripts: none is needed, one reports home, one installs 35 more sets of packages.
	cd $(E2E) && npm ci --ignore-scripts --no-audit --no-fund

.PHONY: e2e
e2e: $(STAMP) $(E2E)/node_modules/.package-lock.json ## Send every request to a mock, and try other readers (needs node)
	node --test --test-reporter=spec $(E2E)/*.test.mjs

.PHONY: check
check: $(STAMP) ## Lint, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: format
format: $(STAMP) ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: fuzz
fuzz: $(STAMP) ## Run 2,000 broken inputs through the commands (FUZZ=20000 for more)
	$(BIN)/python -m tests.fuzz

$(BENCH)/node_modules/.package-lock.json: $(BENCH)/package-lock.json
	cd $(BENCH) && npm ci --ignore-scripts --no-audit --no-fund

$(CORPORA)/.venv-specs/.installed: $(CORPORA)/package.json $(CORPORA)/requirements.txt $(STAMP)
	cd $(CORPORA) && npm install --ignore-scripts --no-package-lock --no-audit --no-fund
	$(BIN)/python -m pip install --quiet --no-deps --upgrade --target $(@D) -r $(CORPORA)/requirements.txt
	@touch $@

.PHONY: corpus
# Where OPENAPI_CORPUS names a folder of specs, no packages are needed.
corpus: $(STAMP) $(BENCH)/node_modules/.package-lock.json $(if $(OPENAPI_CORPUS),,$(CORPORA)/.venv-specs/.installed) ## Convert specs of many publishers, beside the npm converter (needs node)
	$(BIN)/python -m tests.corpora

.PHONY: golden
golden: $(STAMP) ## Regenerate the golden files; review them as a diff
	$(BIN)/python tests/golden/regenerate.py

.PHONY: test-lowest
test-lowest: ## Run the tests with the lowest versions that are declared to work
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check uv
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct --editable . --group dev
	.venv-lowest/bin/python -m pytest -n 2

.PHONY: test-newest
test-newest: ## Run the tests with the newest versions there are
	$(PYTHON) -m venv .venv-newest
	.venv-newest/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager --editable . --group dev
	.venv-newest/bin/python -m pytest -n 2

.PHONY: bench
bench: $(STAMP) ## Compare speed and memory with the npm converter (needs node)
	$(BIN)/python tests/bench/bench.py

.PHONY: postman-double
postman-double: $(STAMP) ## Start a double of the Postman API, to try publishing without an account
	$(BIN)/python -m tests.double

.PHONY: wheel
wheel: $(STAMP) ## Build the wheel and try it in an empty folder and a new environment
	bash tests/wheel.sh $(BIN)/python

.PHONY: clean
clean: ## Remove environments, caches and what was generated
	rm -rf $(E2E)/node_modules $(BENCH)/node_modules $(CORPORA)/node_modules $(CORPORA)/.venv-specs $(VENV) .venv-lowest .venv-newest .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage* dist
	find output -mindepth 1 ! -name .gitkeep -delete
