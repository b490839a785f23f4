#!/bin/sh
# Make .venv if there is none, install the named locks into it (every file checked against its hash), then the
# project itself, editable. Uses uv from .tools/, or pip where uv could not be had.
set -eu

venv=.venv

with_uv() { .tools/bin/uv --version >/dev/null 2>&1; }

if [ ! -x "$venv/bin/python" ]; then
	if with_uv; then
		.tools/bin/uv venv --quiet --python "$PYTHON" "$venv"
	elif ! "$PYTHON" -m venv "$venv"; then
		echo "tertib needs Python's venv. On Debian or Ubuntu: apt-get install python3-venv" >&2
		exit 2
	fi
fi

for lock in "$@"; do
	echo "Installing $lock"
	if with_uv; then
		.tools/bin/uv pip install --quiet --python "$venv/bin/python" --require-hashes -r "$lock"
	else
		"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
	fi
done

# hatchling is in the locks: nothing is fetched here, pinned or not.
if with_uv; then
	.tools/bin/uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
else
	"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
