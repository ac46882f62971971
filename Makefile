# The only door to this house. `make` lists what is behind it; `make run` and `make test` set up what they need themselves.

SHELL := /bin/bash
TARGET := $(or $(CARGO_TARGET_DIR),target)
export OTKLIK_BIN ?= $(abspath $(TARGET)/debug/otklik)
TEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo nextest run || echo test)

.DEFAULT_GOAL := help
.PHONY: help run build test check fmt tidy sim interop browser bench-signalling bench-card bench-insight bench-uploads api fuzz release

help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: build ## Build what has changed and start the demo: a company, its phones and a ringing caller
	@exec $(TARGET)/debug/otklik demo

build: ## Build the console and the program, without starting it
	@scripts/setup.sh run
	cargo build -p otklik

test: ## Install what tests need and run everything, as CI does
	@scripts/setup.sh test
	@scripts/test.sh

check: ## Quick look before a commit: format, lints, house rules, types of the console
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo xtask tidy
	npm run --prefix web/console typecheck
	npm run --prefix web/console lint

fmt: ## Format the Rust code
	cargo fmt --all

tidy: ## Check the house rules: directions, names, sizes, links, docs
	cargo xtask tidy

sim: ## Run the simulated world: lossy network, vanishing phones, a reference model
	cargo $(TEST) -p otklik-sim

interop: build ## Real SIP neighbours (sipp, baresip) against a running server
	@scripts/setup.sh test
	node tests/interop/run.mjs

browser: build ## Chromium against a running server; draws the picture of the README
	@scripts/setup.sh test
	node tests/browser/run.mjs

bench-signalling: release ## Call set-ups through the switchboard at 500/s, CPU seconds per 1000 calls
	OTKLIK_BIN=$(abspath $(TARGET)/release/otklik) node tests/load/signalling.mjs

bench-card: release ## From INVITE to the card on the screen with a million contacts
	cargo build --release -p otklik-store --example seed_contacts
	OTKLIK_BIN=$(abspath $(TARGET)/release/otklik) node tests/load/card.mjs

bench-insight: ## Five million rows of Asterisk read, ten million events folded, a month of figures anew: time and memory
	cargo build --release -p otklik-insight --example bench_insight
	@calls=$$(mktemp) && trap "rm -f $$calls" EXIT && bench=$(TARGET)/release/examples/bench_insight && \
		$$bench write $$calls 5000000 && $$bench read $$calls && $$bench analyse $$calls && $$bench fold 10000000

bench-uploads: release ## Uploads too large, too slow, broken off and twenty at once, at real size: answers and the most memory
	OTKLIK_BIN=$(abspath $(TARGET)/release/otklik) node tests/load/uploads.mjs

api: ## Write openapi.json and the console's typed client anew from the code
	cargo run --quiet -p otklik-api --example openapi > $(TARGET)/openapi.json
	mv $(TARGET)/openapi.json crates/api/openapi.json
	npm run --prefix web/console api

fuzz: ## The property tests of the parsers with a hundred thousand random inputs each
	PROPTEST_CASES=100000 cargo test -p otklik-model -p otklik-sip -p otklik-media
	PROPTEST_CASES=100000 cargo test -p otklik-insight --test files_of_anything

# Figures are measured on what would be shipped, not on what is quick to build.
release:
	@scripts/setup.sh run
	cargo build --release -p otklik
