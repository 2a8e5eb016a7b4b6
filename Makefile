# `make demo` and `make test` need Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-slow lint notebooks bench samples wheel clean

demo: $(VENV)/.installed  ## analyse a sample clip and say where its report is
	$(BIN)/hipcheck analyze sample_videos/single_leg_squat_knee_inward_front.mp4 --out results

test: $(VENV)/.installed-dev  ## run the test suite
	$(BIN)/python -m pytest -n auto

test-slow: $(VENV)/.installed-dev  ## the checks that take minutes
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/.installed-dev  ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

notebooks: $(VENV)/.installed-dev  ## execute the notebooks
	$(BIN)/python -m pytest --nbmake -m "" notebooks

bench: $(VENV)/.installed-dev  ## measure speed and memory (minutes)
	$(BIN)/python benchmarks/overhead.py
	$(BIN)/python benchmarks/memory.py

samples: $(VENV)/.installed-dev  ## render the sample clips anew (minutes)
	$(BIN)/python -m synth samples --out sample_videos

wheel: $(VENV)/.installed-dev  ## build wheel and sdist into dist/
	$(BIN)/python -m build

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hipcheck needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable '.[dev,synth]'
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) dist results
