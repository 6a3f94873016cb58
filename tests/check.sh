#!/bin/sh
# The fast part: what can be said without running the product. Every step stands on its own line, so that each can fail.
set -eu
bin=.venv/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
step() { printf '\n── %s\n' "$1"; }

step "lint"
$bin/ruff check .
$bin/ruff format --check .
$bin/codespell -q 2 -L ore,ines,hask,discreet,sting,certificat README.md CHANGELOG.md docs app.py learning certificates templates --skip '*.ttf,*.ttc,*.po,*.mo,*.txt,names*.py,countries.py,courses.toml,*/vendor/*,*/rolls/headings.py,*/rolls/words.py'
step "types"
$bin/mypy
step "import contracts"
$bin/lint-imports
step "no registry address in the locks"
if grep -nE 'https?://|index-url|find-links' requirements/*.in requirements/*.txt; then exit 1; fi
if grep -n '"resolved"' tests/certificates/npm/package-lock.json; then exit 1; fi
step "content"
LEARN1325_FOLDER="$scratch" DATABASE_URL="sqlite:///$scratch/none.db" $bin/flask --app app content check
