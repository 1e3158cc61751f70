# Shora. `make` alone lists what there is. Every target does the set-up it needs and fails when something fails.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

RUN := tools/run
PYTEST := $(RUN) pytest
# Files side by side, each on one process: what a file makes once stays made.
TOGETHER := -n 2 --dist loadfile
# The second verifier's own tests: they know nothing of the first one, and have their own configuration.
SECOND := $(PYTEST) -c verifier/pyproject.toml --rootdir verifier verifier/tests
PEER := .cache/peer
RECORD ?= build/demo-record
# More options for a command, e.g. `make test ARGS="-k tally -x"`
ARGS ?=

# An environment that was made in another folder (the project was moved or copied) is made anew.
$(shell [ "$$(cat .venv/made-in 2>/dev/null)" = "$(CURDIR)" ] || rm -f .venv/*.stamp)

RUST_SOURCES := Cargo.toml Cargo.lock $(shell find rust -name '*.rs' -path '*/src/*' -o -name build.rs -o -name Cargo.toml)
# Fast tests first. (Naming `tests` beside them would lose the order: pytest folds them into it.)
FIRST := $(wildcard tests/vectors tests/unit tests/properties)
TESTS := $(FIRST) $(filter-out $(FIRST),$(patsubst %/,%,$(wildcard tests/[a-z]*/)) $(wildcard tests/test_*.py))

##@ Start here

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo

.PHONY: setup
setup: .venv/core.stamp .venv/fonts.stamp ## everything a fresh machine lacks: environment, packages, core, fonts

.PHONY: demo
demo: setup ## a whole election on 12,684 real ballots, verified (RECORD=folder)
	@rm -rf "$(RECORD)"
	$(RUN) shora demo westminster --out "$(RECORD)" $(ARGS)

.PHONY: test
test: setup ## the tests of the core, of the library and of the second verifier, fast ones first
	$(RUN) cargo test --locked --quiet -p shora-core
	$(PYTEST) $(TOGETHER) -m "not conformance and not slow and not soak" $(ARGS) $(TESTS)
	$(if $(ARGS),,$(SECOND))

.PHONY: check
check: lint types floors rust-lint house ## style, types, floors, the core's lints, the rules of the house

##@ Longer

.PHONY: conformance
conformance: setup peer ## both ways with belenios-tool, which we did not write (MARK="and not slow")
	SHORA_PEER="$(CURDIR)/$(PEER)" $(PYTEST) $(TOGETHER) -m "conformance and not soak $(MARK)" $(ARGS) tests

.PHONY: slow
slow: setup ## the slow tests that are not conformance
	$(PYTEST) -m "slow and not conformance and not soak" $(ARGS) tests

.PHONY: e2e
e2e: ## through a browser
	@echo "make e2e: not built yet: it comes with the web parts" >&2; exit 2

.PHONY: soak
soak: setup ## minutes to hours
	@$(PYTEST) -m soak $(ARGS) tests || { status=$$?; \
	  [ $$status != 5 ] || { echo "make soak: not built yet: no test is marked \`soak\`" >&2; exit 2; }; exit $$status; }

.PHONY: bench
bench: setup peer ## speed and memory, with ratios to belenios-tool in the same run
	SHORA_PEER="$(CURDIR)/$(PEER)" $(RUN) python bench/run.py $(ARGS)

.PHONY: audit
audit: setup ## known vulnerabilities in what we depend on; says so where it cannot look
	$(RUN) tools/audit

.PHONY: docs
docs: setup ## the documents: every link, command and word in them is checked
	$(RUN) python tools/checks docs

##@ Parts of the above

.PHONY: lint
lint: setup ## ruff: lints and format
	$(RUN) ruff check .
	$(RUN) ruff format --check .

.PHONY: types
types: setup ## mypy, and the stub against the built core
	$(RUN) mypy $(wildcard src tests tools/checks bench/*.py examples/*.py)
	$(RUN) python -m mypy.stubtest --allowlist tools/stubtest-allowlist.txt --ignore-unused-allowlist shora._core

.PHONY: floors
floors: setup ## import-linter: who may import whom
	$(RUN) lint-imports --no-logo

.PHONY: rust-lint
rust-lint: .venv/python.stamp ## rustfmt and clippy
	$(RUN) cargo fmt --all --check
	$(RUN) cargo clippy --locked --quiet --workspace --all-targets -- --deny warnings

.PHONY: house
house: setup ## the rules of the house (tools/checks)
	$(RUN) python tools/checks

.PHONY: format
format: setup ## writes the format instead of checking it
	$(RUN) ruff check --fix --exit-zero .
	$(RUN) ruff format .
	$(RUN) cargo fmt --all

.PHONY: lock
lock: .venv/python.stamp ## writes the locks anew (ARGS=--upgrade takes the newest of everything)
	tools/lock $(ARGS)

.PHONY: peer
peer: $(PEER)/3.0/belenios-tool $(PEER)/3.3/belenios-tool ## brings belenios-tool 3.0 and 3.3 to .cache/peer

.PHONY: clean
clean: ## removes what was made, not what was downloaded
	rm -rf build dist target .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f src/shora/_core*.so .venv/core.stamp

# ── What the targets stand on ──────────────────────────────────────────────────────────────────────────────────

.venv/python.stamp: requirements-dev.lock tools/setup tools/env.sh
	@tools/setup python
	@touch $@

.venv/core.stamp: .venv/python.stamp $(RUST_SOURCES) pyproject.toml
	@tools/setup core
	@touch $@

.venv/fonts.stamp: .venv/python.stamp package-lock.json .npmrc
	@tools/setup fonts
	@touch $@

$(PEER)/%/belenios-tool: tools/peer-belenios
	@tools/peer-belenios $*
	@touch $@
