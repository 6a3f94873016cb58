# learn1325: every command a contributor needs. Run `make help`.
SHELL := /bin/sh
PY := .venv/bin/python
UV := .venv/bin/uv
FLASK := .venv/bin/flask --app app
PO := $(wildcard learning/translations/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
export FLASK_SKIP_DOTENV := 1
# The certificates of the machine: behind a ministry's proxy the bundled ones are not enough.
export UV_SYSTEM_CERTS := true
.DEFAULT_GOAL := help
.PHONY: help run demo test check bench messages lock

help: ## show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.core $(MO) ## prepare whatever is missing and serve on 127.0.0.1:8000 (HOST, PORT, DATABASE_URL)
	@$(FLASK) prepare
	@exec .venv/bin/gunicorn

demo: .venv/.core $(MO) ## make a second database anew under var/demo with a year of made-up life
	@rm -rf var/demo
	@LEARN1325_FOLDER=var/demo DATABASE_URL= $(FLASK) demo
	@echo "\nServe it with:  make run LEARN1325_FOLDER=var/demo"

test: .venv/.test .venv/.system $(MO) ## everything: lint, types, contracts, content, tests on both databases, the journey in a browser
	@sh tests/run.sh

check: .venv/.test $(MO) ## the fast part of the tests: lint, types, contracts, content
	@sh tests/check.sh

bench: .venv/.test $(MO) ## measure speed and size beside their ceilings
	@$(PY) -m bench

messages: .venv/.test ## gather the strings of the interface into the catalogues
	@sh learning/translations/gather.sh

lock: .venv/.core ## settle the versions of everything again
	@cd requirements && for name in bootstrap core test; do ../$(UV) pip compile -q --universal --python-version 3.11 --no-emit-index-url --generate-hashes --custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; done

.venv/bin/uv: requirements/bootstrap.txt
	@python3 -m venv .venv
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/.core: requirements/core.txt .venv/bin/uv
	@$(UV) pip install -q --python $(PY) --compile-bytecode --require-hashes -r requirements/core.txt
	@touch $@

.venv/.test: requirements/test.txt .venv/.core
	@$(UV) pip install -q --python $(PY) --compile-bytecode --require-hashes -r requirements/test.txt
	@touch $@

.venv/.system: tests/system.sh tests/npm.sh tests/certificates/npm/package-lock.json
	@sh tests/system.sh
	@touch $@

%.mo: %.po
	@.venv/bin/pybabel -q compile -i $< -o $@
