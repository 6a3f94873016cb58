#!/bin/sh
# Puts other people's verifier of badges in place, exactly as its lock says; without it the tests cannot ask anybody else.
set -eu
cd "$(dirname "$0")/certificates/npm"
if [ -f node_modules/.package-lock.json ] && [ node_modules/.package-lock.json -nt package-lock.json ]; then exit 0; fi
command -v npm >/dev/null 2>&1 || { echo "Please install: node 20 or newer, with npm" >&2; exit 1; }
npm ci --ignore-scripts --no-audit --no-fund --silent
