#!/bin/sh
# What the image's build stage does, and what does as well on a machine without Docker:
#   sh docs/deploy/install.sh /opt/trichdan        (in the repository; needs Python 3.11 to 3.13)
# Installs trichdan with what a service may need into a virtual environment, from pinned versions, and tries it.
set -eu
target=${1:?where to install}
extras=${2:-pdf,docx,xlsx,postgres,mcp,limits,otel}
python3 -m venv "$target"
"$target/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check --constraint constraints.txt ".[$extras]"
"$target/bin/trichdan" --help >/dev/null
echo "installed: $target/bin/trichdan"
