#!/bin/sh
# Everything, and pytest's own summary last.
set -eu
sh tests/check.sh
printf '\n── tests on SQLite and PostgreSQL, and the journeys in a browser\n'
exec .venv/bin/pytest -n "${TEST_WORKERS:-$(nproc 2>/dev/null || echo 2)}" --dist loadgroup "$@"
