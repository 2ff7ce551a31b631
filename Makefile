# make up: everything set up, then the three entries.
# make test: everything tested.  make quick: what needs no server, browser, sealed room or cluster.
# make bench: how fast grading is here, beside plain nbgrader.  make wheel: the installable kit, in dist/.
PYTHON ?= $(shell command -v python3.11 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1
QUICK := not (servers or browser or sandbox or cluster or node or slow)

.PHONY: up setup demo test quick bench wheel js lock
.DEFAULT_GOAL := up

# shixun up sets up by itself; so does demo.
up: $(VENV)/installed
	@$(BIN)/shixun up

setup: $(VENV)/installed
	@$(BIN)/shixun setup

demo: $(VENV)/installed
	@$(BIN)/shixun demo

# Two workers take whole files, servers first. Fit for a terminal, a pipe and the background of a script.
test: $(VENV)/installed-test
	@sh scripts/test-needs.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=15 $(PYTEST)

# For every few minutes of work.
quick: $(VENV)/installed-test
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --durations=5 -m "$(QUICK)" $(PYTEST)

# Measured on this machine and written to benchmarks/; alone on it, please: other work falsifies times.
bench: $(VENV)/installed
	@$(BIN)/python -m benchmarks $(BENCH)

$(VENV)/installed: requirements.lock pyproject.toml
	@sh scripts/install.sh $(PYTHON) $(VENV) requirements.lock
	@touch $@

$(VENV)/installed-test: requirements-test.lock $(VENV)/installed
	@sh scripts/install.sh $(PYTHON) $(VENV) requirements-test.lock
	@touch $@

# The whole kit, and the autograder alone. No network: the builder is among the locked packages.
wheel: $(VENV)/installed
	$(BIN)/python -m hatchling build -t wheel -d dist
	cd distributions/autograder && ../../$(BIN)/python -m hatchling build -t wheel -d ../../dist

# Browser code: types written and checked, units tested, bundles built. Only who changes it needs Node.
js: node_modules/.package-lock.json labextension/node_modules/.package-lock.json $(VENV)/installed
	$(BIN)/python scripts/field_types.py
	npm run --silent check
	npm test --silent
	npm run --silent build
	cd labextension && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build

node_modules/.package-lock.json: package-lock.json
	npm ci --silent
	@touch $@

labextension/node_modules/.package-lock.json: labextension/package-lock.json
	cd labextension && npm ci --silent
	@touch $@

# Locked with hashes and without any index address, so that a mirror can serve them.
lock:
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra checkout pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --extra checkout --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
