# The commands of this repository. `make` lists them.

.DEFAULT_GOAL := help
.PHONY: help bootstrap build demo test sanitize fuzz benchmark examples format lint clean

formatted := Package.swift Sources Tests Benchmarks/Sources Fuzzing/Sources Examples

help: ## list the commands
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

# Only the command's own output goes to standard output, so that `make demo` can be compared and piped.
bootstrap:
	@Scripts/bootstrap.sh

build: bootstrap ## build the command: .build/release/ocr
	@swift build -c release --product ocr >&2

demo: build ## read the pictures in samples/ with the model in models/
	@.build/release/ocr recognize samples

# Numeric tests run in release: SwiftPM builds C without optimisation in debug.
test: bootstrap ## compile everything in debug, then pass every test in release
	@swift build --build-tests >&2
	@swift test -c release --disable-xctest --disable-testable-imports

sanitize: bootstrap ## check all kernels under the address and undefined-behaviour sanitizers
	@Scripts/sanitize.sh

fuzz: bootstrap ## search for files that crash, `seconds` (60) for each kind: see Fuzzing/README.md
	@Scripts/fuzz.sh $(or $(seconds),60)

benchmark: bootstrap ## build the benchmarks: see Benchmarks/README.md
	@swift build -c release --product benchmark >&2

# SwiftPM sees files that came or went in the package above only when it plans the build anew.
examples: bootstrap ## build the programs in Examples/, each a package of its own that depends on this one
	@for example in Examples/*/; do \
	  touch $$example/Package.swift && \
	  swift build --package-path $$example --explicit-target-dependency-import-check error >&2 || exit 1; \
	done

format: ## format all Swift files in place
	@swift format --in-place --recursive --parallel $(formatted)

lint: ## check the format of all Swift files
	@swift format lint --strict --recursive --parallel $(formatted)

clean: ## remove what was built
	@rm -rf .build
