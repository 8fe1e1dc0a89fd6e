# Concord. `make run` and `make test` are all one needs; both install what is missing and can be repeated.

PORT ?= 8080
DATA ?= ./data
CONCORD := .build/debug/concord
PYTEST := .build/venv/bin/python -m pytest -q

.PHONY: help run build test test-swift test-browser test-end-to-end check bench format lint demo clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Debug, because a newcomer waits for it: a release build from nothing takes several times as long.
run: ## Install, build, load the demonstration organization and serve it (PORT=8080, DATA=./data)
	@scripts/setup --run-only
	swift build --product concord
	@exec $(CONCORD) serve --data $(DATA) --demo --port $(PORT)

build: ## Build everything (debug)
	@scripts/setup --run-only
	swift build

test: ## Run every test: Swift, browser, API, command line
	@scripts/setup
	swift build
	swift test --parallel
	$(PYTEST) Tests/Browser
	$(PYTEST) Tests/EndToEnd

test-swift: ## Only the Swift tests
	@scripts/setup --run-only
	swift test --parallel

test-browser: ## Only the browser tests
	@scripts/setup
	swift build --product concord
	$(PYTEST) Tests/Browser

test-end-to-end: ## Only the tests of the running program: API, command line, crashes
	@scripts/setup
	swift build --product concord
	$(PYTEST) Tests/EndToEnd

check: ## Format check, own lint, no warnings, every test
	@scripts/setup
	swift format lint --strict --parallel --recursive Package.swift Sources Tests
	scripts/lint --self-test
	scripts/lint
	swift build --build-tests
	scripts/lint --warnings
	@$(MAKE) --no-print-directory test

bench: ## Measure what quality asks for, and the long tests of durability and of hostile input
	@scripts/setup
	swift build -c release --product concord
	Benchmarks/run .build/release/concord
	CONCORD_BIN=.build/release/concord CONCORD_KILL_ROUNDS=1000 CONCORD_POWERCUT_STATES=2000 \
	  $(PYTEST) Tests/EndToEnd/test_kill9.py Tests/EndToEnd/test_powercut.py
	CONCORD_BIN=.build/release/concord CONCORD_HOSTILE=long CONCORD_EDGES=all CONCORD_FUZZ_CASES=20000 \
	  $(PYTEST) Tests/EndToEnd/test_hostile.py Tests/EndToEnd/test_edge_values.py Tests/EndToEnd/test_api_fuzz.py

format: ## Format the Swift code
	swift format --in-place --parallel --recursive Package.swift Sources Tests

lint: ## The rules that no compiler keeps
	scripts/lint

demo: ## Serve the demonstration organization from a fresh directory that is thrown away
	@scripts/setup --run-only
	swift build --product concord
	@rm -rf .build/demo
	@exec $(CONCORD) serve --data .build/demo --demo --port $(PORT)

clean: ## Remove what was built; your data stays
	rm -rf .build artifacts
