PYTHON ?= python3
SERVING := .venv
DEVELOPING := .venv-dev
PIP_FLAGS := --quiet --disable-pip-version-check

# Nothing reports its use (models/telemetry.py sets the same), and nothing is fetched from the Hub.
export DO_NOT_TRACK := 1
export FASTAPI_OTEL_AUTO_CONFIGURE := false
export HF_HUB_DISABLE_TELEMETRY := 1
export HF_HUB_DISABLE_UPDATE_CHECK := 1
export HF_HUB_OFFLINE := 1
export ORT_DISABLE_TELEMETRY := 1
export OTEL_SDK_DISABLED := true
export RAY_USAGE_STATS_ENABLED := 0

.PHONY: help install serve dev check format test test-system bench bench-audit bundle extension zendesk clean

help:
	@echo "make serve        install what serving needs and start http://127.0.0.1:8000"
	@echo "make install      the same, without starting"
	@echo "make test         install the test and training extras, run every test that needs only Python"
	@echo "make dev          what make test installs, without running anything"
	@echo "make test-system  run the tests that need Debian packages: chromium, nodejs, npm, libreoffice-impress, libreoffice-writer, python3-uno, poppler-utils"
	@echo "make check        ruff, mypy --strict, import-linter"
	@echo "make format       ruff's fixes and layout"
	@echo "make bench        measure speed, start-up and memory of the service"
	@echo "make bench-audit  audit 60,000 made-up replies: rate and peak memory, a quarter of an hour"
	@echo "make bundle       pack everything for a server without a package index"
	@echo "make extension    pack the browser extension into build/extension"
	@echo "make zendesk      pack the Zendesk app into build/zendesk, SERVER=https://coach.example.org"
	@echo "make clean        remove what was installed and built here"

# Serving and developing have an environment each: where torch is installed, spaCy imports it.
$(SERVING)/installed: pyproject.toml .constraints/serve.txt
	$(PYTHON) -m venv $(SERVING)
	$(SERVING)/bin/python -m pip install $(PIP_FLAGS) --constraint .constraints/serve.txt --editable .
	touch $@

$(DEVELOPING)/installed: pyproject.toml .constraints/all.txt
	$(PYTHON) -m venv $(DEVELOPING)
	$(DEVELOPING)/bin/python -m pip install $(PIP_FLAGS) --constraint .constraints/all.txt --editable ".[train,test]"
	touch $@

install: $(SERVING)/installed

serve: install
	$(SERVING)/bin/coach serve

dev: $(DEVELOPING)/installed

check: dev
	$(DEVELOPING)/bin/ruff check .
	$(DEVELOPING)/bin/ruff format --check .
	$(DEVELOPING)/bin/mypy
	$(DEVELOPING)/bin/lint-imports

format: dev
	$(DEVELOPING)/bin/ruff check --fix .
	$(DEVELOPING)/bin/ruff format .

test: dev
	$(DEVELOPING)/bin/pytest -m "not system"

test-system: dev
	@command -v chromium >/dev/null || { echo "Please install Debian's chromium first: apt-get install chromium"; exit 1; }
	@command -v soffice >/dev/null || { echo "Please install Debian's LibreOffice first: apt-get install libreoffice-impress libreoffice-writer python3-uno"; exit 1; }
	@command -v npm >/dev/null || { echo "Please install Debian's npm first: apt-get install nodejs npm"; exit 1; }
	@command -v pdftoppm >/dev/null || { echo "Please install poppler-utils first: apt-get install poppler-utils"; exit 1; }
	$(DEVELOPING)/bin/pytest -m system

bench: install
	$(SERVING)/bin/coach bench

bench-audit: install
	$(SERVING)/bin/coach bench --audit 60000

bundle: install
	$(SERVING)/bin/python -m api.deploy.bundle

# EXTENSION="--server https://coach.example.org --site https://desk.example.org/*" for a house of your own.
extension: install
	$(SERVING)/bin/python -m api.plugins.browser.pack $(EXTENSION)

# DIRECT=--direct for a service that Zendesk's own servers cannot reach.
zendesk: install
	@test -n "$(SERVER)" || { echo "Please name the service: make zendesk SERVER=https://coach.example.org"; exit 1; }
	$(SERVING)/bin/python -m api.plugins.zendesk.pack --server $(SERVER) $(DIRECT)

clean:
	rm -rf $(SERVING) $(DEVELOPING) build
