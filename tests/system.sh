#!/bin/sh
# Puts in place what the tests need and Python packages do not bring: a browser, and poppler to read PDF files.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="chromium"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086 # two names are two packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
elif [ "$missing" = chromium ]; then
    .venv/bin/playwright install chromium
else
    echo "Please install:$missing (as root: apt-get install$missing)" >&2
    exit 1
fi
