# The commands of this project; each sets up what it needs, silently when it is there already.

.PHONY: build test torture demo check tidy format fuzz bench image deb test-kubernetes clean help
.DEFAULT_GOAL := build

build: ## compile build/pawl
	@tools/setup build
	@tools/build plain pawl

test: ## run all tests; the last line counts them
	@tools/setup test
	@tests/run.py $(SUITES)

torture: ## break runs at every moment, on every server; takes hours (TABLE=FILE RECORD=FILE MINUTES=N)
	@tools/setup test
	@tests/run.py torture --full \
	    $(if $(MINUTES),--minutes $(MINUTES)) $(if $(RECORD),--record $(RECORD)) \
	    $(if $(TABLE),--table $(TABLE))

demo: ## migrate a throw-away PostgreSQL and an embedded ClickHouse, twice
	@tools/setup demo
	@tools/build plain pawl
	@examples/demo.sh build/pawl

check: ## the static gates: layers, names, sizes, format, warnings
	@tools/setup test
	@tools/build check
	@tools/check.py

tidy: ## clang-tidy over src/, which takes a minute
	@tools/setup test
	@tools/build check
	@tools/check.py --tidy

format: ## lay out the sources as .clang-format says
	@git ls-files -z '*.c' '*.h' | xargs -0 clang-format -i

fuzz: ## run each fuzzer for FUZZ_SECONDS (60)
	@tools/setup fuzz
	@tools/build fuzz
	@tools/fuzz $(or $(FUZZ_SECONDS),60)

bench: ## measure against other tools; writes bench/RESULTS.md
	@tools/setup bench
	@tools/build plain pawl
	@bench/run.py --pawl build/pawl

image: ## the container image, build-image/; IMAGE=--embedded for the one with ClickHouse in it
	@tools/setup image
	@tools/build plain pawl
	@tools/image $(IMAGE)

deb: ## the Debian package, build-deb/
	@tools/setup build
	@tools/build plain pawl
	@tools/deb

test-kubernetes: ## image and chart on the cluster that KUBECONFIG names; tests/kubernetes/README.md
	@tools/setup test
	@tools/build plain pawl
	@tests/kubernetes/run.py $(CASES)

clean: ## remove what was built, but not the cache of downloads
	@rm -rf build build-asan build-check build-fuzz build-image build-deb build-kubernetes

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 17
