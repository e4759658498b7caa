#!/usr/bin/env bash
# Builds the wheel, installs it into a new environment and uses it from an empty folder, as a user would.
# Usage: wheel.sh PYTHON
set -euo pipefail
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$work/dist" .
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$work"/dist/*.whl
mkdir "$work/empty" && cd "$work/empty"
"$work/venv/bin/klaviyo-postman" generate sample
"$work/venv/bin/klaviyo-postman" validate output/*/klaviyo.postman_collection.json
