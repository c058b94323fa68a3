# The commands of Unroll. `make demo` and `make test` set up all that they need.
.PHONY: help setup demo test build release install format check roundtrip conformance fuzz pages serving
.PHONY: soak sanitize kills writes bench bench-serving clean

SHELL := bash
PREFIX ?= /usr/local
UNROLL := .build/release/unroll
# How many random models are compared with Keras, and which.
N := 60
SEED := 1
# How long each reader is fuzzed, and which; none stands for all.
SECONDS := 60
TARGETS :=
# How often training is killed.
KILLS := 200
# How often the program is killed while it writes.
ROUNDS := 200
# How long `make soak` goes on.
MINUTES := 30

help: ## Lists the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Installs the system libraries that are missing (Debian, Ubuntu)
	@Scripts/setup.sh

demo: release ## Trains three networks on the built-in sample and compares them
	$(UNROLL) demo

test: setup ## Builds everything and runs all tests
	swift build --build-tests
	swift test --skip-build

build: setup ## Builds for debugging
	swift build

release: setup ## Builds the command line, optimised
	swift build -c release --product unroll

install: release ## Copies the program, its sample and its page to PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/lib/unroll $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(UNROLL) $(DESTDIR)$(PREFIX)/lib/unroll/unroll
	cp -R .build/release/unroll_Unroll.resources .build/release/unroll_UnrollInsight.resources \
	  $(DESTDIR)$(PREFIX)/lib/unroll/
	ln -sf ../lib/unroll/unroll $(DESTDIR)$(PREFIX)/bin/unroll

format: ## Formats all sources in place
	Scripts/format.sh

check: ## Checks format, explicit imports and sizes
	Scripts/format.sh --check
	Scripts/size-budget.sh
	Scripts/check-imports.sh

roundtrip: release ## Compares with real Keras, nltk and gensim (installs them beside the project)
	Scripts/peers.sh

conformance: release ## Compares random models with real Keras; N=1000 SEED=7 ARGS="--verbose"
	Scripts/conformance.sh --models $(N) --seed $(SEED) $(ARGS)

fuzz: setup ## Fuzzes every reader; SECONDS=600 TARGETS="zip csv" ARGS="--jobs 2 --address"
	Scripts/fuzz.sh --seconds $(SECONDS) $(ARGS) $(TARGETS)

serving: release ## Checks the server with curl, tritonclient, schemathesis and under load
	Scripts/serving.sh

writes: release ## Kills conversions and training while they write; ROUNDS=200
	python3 Scripts/check-kills.py $(UNROLL) $(ROUNDS)

kills: release ## Kills training at random moments and goes on with it; KILLS=200 ARGS="--seed 7"
	python3 Scripts/kill-and-resume.py $(UNROLL) --kills $(KILLS) $(ARGS)

soak: release ## Attacks the server for MINUTES=30 while others use it; ARGS="--seed 7"
	Scripts/soak.sh --minutes $(MINUTES) $(ARGS)

sanitize: setup ## Runs the tests under the sanitizers; ARGS=address or ARGS=thread for one of them
	Scripts/sanitize.sh $(ARGS)

bench: release ## Times Unroll beside Keras, PyTorch and others; ARGS="--quick" for a short look
	Scripts/bench.sh $(ARGS)

pages: release ## Checks the pages in headless Chromium; screenshots in .build/pages
	Scripts/page-documents.sh $(UNROLL) .build/pages/documents
	Scripts/check-page.sh $(UNROLL) .build/pages .build/pages/documents/*.json
	.venv-page/bin/python Scripts/check-served-page.py $(UNROLL) .build/pages .build/pages/documents/lstm.keras

bench-serving: release ## Times the server beside FastAPI with PyTorch and onnxruntime; ARGS="--quick"
	Scripts/bench-serving.sh $(ARGS)

clean: ## Removes what was built
	rm -rf .build .build-*
