#!/bin/sh
# Look for known kinds of mistakes: `scan.sh`; make the list of what the portal is made of:
# `scan.sh sbom FILE`.
set -eu
cd "$(dirname "$0")/.."
scripts/tools.sh scan

case ${1:-look} in
look)
    # What is marked safe is a rule of ours, with the files that may: scripts/traps.yaml.
    .venv-scan/bin/bandit --quiet --recursive -ll --skip B308,B703 --exclude scripts/bench_search.py \
        accounts audit core links news organization photos portal readers search scripts
    .venv-scan/bin/semgrep scan --config scripts/traps.yaml --error --quiet --metrics off \
        --disable-version-check --exclude tests --exclude var --exclude '.venv*' .
    ;;
sbom) .venv/bin/python scripts/sbom.py .venv-scan/bin/cyclonedx-py "$2" ;;
*) echo "Usage: scripts/scan.sh [sbom FILE]" >&2; exit 2 ;;
esac
