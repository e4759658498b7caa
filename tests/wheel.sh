#!/usr/bin/env bash
# Builds the wheel, installs it into a new environment and uses it from an empty folder, as a user would; then
# where nothing can be written beside it. What it writes is what the checkout writes, whose templates and
# profile were not compiled before, and the installation stays as it is.
# Usage: wheel.sh PYTHON
set -euo pipefail
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
checkout=$PWD
work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$work/dist" .
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$work"/dist/*.whl
mkdir "$work/empty" && cd "$work/empty"
package=$("$work/venv/bin/python" -c 'import pathlib, generator; print(pathlib.Path(generator.__file__).parent)')
test -f "$package/_bundled/compiled/profile.json"
ls "$package"/_bundled/compiled/jinja-*/tmpl_*.py > /dev/null
installed() { (cd "$package" && find . -type f -exec cksum {} + | sort); }
installed > "$work/before"
"$work/venv/bin/klaviyo-postman" generate sample
"$work/venv/bin/klaviyo-postman" validate output/*/klaviyo.postman_collection.json
chmod -R a-w "$package"
PYTHONDONTWRITEBYTECODE=1 "$work/venv/bin/klaviyo-postman" -q generate sample --output read-only
PYTHONPATH=$checkout "$python" -m generator -q generate sample --output checkout
diff -r output read-only
diff -r output checkout
installed | diff "$work/before" -
