#!/usr/bin/env bash
# The Python libraries that moebench is compared with, in a virtual environment (5 GB, a minute or two). Never needed to
# build or test. usage: make_venv.sh [FOLDER]   (default: venv beside this script; needs Debian's python3-venv)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=${1:-$here/venv}
/usr/bin/python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
"$venv/bin/python" -c 'import torch; print("torch", torch.__version__)'
