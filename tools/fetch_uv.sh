#!/bin/sh
# Fetch uv, pinned by hash, into .tools/. Where it cannot be had (no wheel for this machine), .tools/bin/uv
# becomes a note of that, and tools/install.sh uses pip instead: slower, with the same locks and hashes.
set -eu

if [ -z "${PYTHON:-}" ]; then
	echo "tertib needs Python 3.11, 3.12 or 3.13, and found none. Install one, or name it: make PYTHON=/path/to/python" >&2
	exit 2
fi
if ! "$PYTHON" -m pip --version >/dev/null 2>&1; then
	echo "tertib needs pip for $PYTHON. On Debian or Ubuntu: apt-get install python3-pip" >&2
	exit 2
fi

echo "Fetching uv into .tools/"
mkdir -p .tools/bin
# --target works without the venv module, and on systems that forbid pip to touch their own packages.
if ! "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
	--upgrade --target .tools -r requirements-uv.txt; then
	echo "uv cannot be had here; pip will be used." >&2
	printf '#!/bin/sh\nexit 127\n' >.tools/bin/uv
	chmod +x .tools/bin/uv
fi
touch .tools/bin/uv
