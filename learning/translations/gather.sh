#!/bin/sh
# Gathers every string of the interface from templates, views and the domain's refusals into the catalogues.
# Refusals are marked by the names of their classes; `say` marks the words of reports.
set -eu
folder=learning/translations
pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
keywords="-k lazy_gettext -k say -k marked -k LearningError -k NotFound -k Conflict -k Invalid -k Forbidden -k Throttled -k StrangeAnswer -k OutOfDatePage -k Unprintable -k Moved -k Reason"
# shellcheck disable=SC2086 # the keywords are many words
.venv/bin/pybabel -q extract -F "$folder/babel.cfg" $keywords --no-location --sort-output --omit-header -o "$pot" .
plurals() {
    case "$1" in
        fr) echo 'nplurals=2; plural=(n > 1);' ;;
        ar) echo 'nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);' ;;
    esac
}

for language in fr ar; do
    po="$folder/$language/LC_MESSAGES/messages.po"
    [ -f "$po" ] || .venv/bin/pybabel -q init --no-wrap -i "$pot" -d "$folder" -l "$language"
    .venv/bin/pybabel -q update -N --ignore-obsolete --no-wrap --omit-header -i "$pot" -d "$folder" -l "$language"
    # The tool's own header carries dates and addresses that change each time; ours says only what is needed.
    {
        printf 'msgid ""\nmsgstr ""\n"Project-Id-Version: learn1325\\n"\n"Language: %s\\n"\n' "$language"
        printf '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        printf '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: %s\\n"\n\n' "$(plurals "$language")"
        cat "$po"
    } >"$po.new"
    mv "$po.new" "$po"
done
