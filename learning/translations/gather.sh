#!/bin/sh
# Gathers every string of the interface from templates, views and the domain's refusals into the catalogues.
# Refusals are marked by the names of their classes; `say` marks the words of reports.
set -eu
folder=learning/translations
pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
keywords="-k lazy_gettext -k say -k LearningError -k NotFound -k Conflict -k Invalid -k Forbidden -k Throttled -k StrangeAnswer -k OutOfDatePage"
# shellcheck disable=SC2086 # the keywords are many words
.venv/bin/pybabel -q extract -F "$folder/babel.cfg" $keywords --no-location --sort-output --omit-header -o "$pot" .
for language in fr ar; do
    if [ -f "$folder/$language/LC_MESSAGES/messages.po" ]; then
        .venv/bin/pybabel -q update -N --no-wrap --omit-header -i "$pot" -d "$folder" -l "$language"
    else
        .venv/bin/pybabel -q init --no-wrap -i "$pot" -d "$folder" -l "$language"
    fi
done
