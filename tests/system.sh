#!/bin/sh
# Puts in place what the tests need and Python packages do not bring: a browser, poppler to read PDF files, Java for the
# validator of archived files, a token for keys in software, Node with other people's verifier of badges, and LibreOffice to
# open what leaves as a file.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="chromium"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
command -v softhsm2-util >/dev/null 2>&1 || missing="$missing softhsm2"
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
command -v javac >/dev/null 2>&1 || missing="$missing default-jdk-headless"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-calc-nogui libreoffice-writer-nogui"
if [ -z "$missing" ]; then
    :
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086 # several names are several packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
elif [ "$missing" = chromium ]; then
    .venv/bin/playwright install chromium
else
    echo "Please install:$missing (as root: apt-get install$missing)" >&2
    exit 1
fi
sh tests/npm.sh
