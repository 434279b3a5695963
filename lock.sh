#!/bin/sh
# Renew the pinned versions and hashes for every supported Python and system. Needs uv; writes no addresses.
set -eu
cd "$(dirname "$0")"
lock() { # output file, then the arguments that choose extras
    output=$1; shift
    printf 'hatchling\neditables\npip\n' | uv pip compile --quiet --universal --python-version 3.10 \
        --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --no-emit-package footnote-qa \
        "$@" pyproject.toml - --output-file "$output"
}
lock constraints.txt
lock constraints-dev.txt --extra dev
