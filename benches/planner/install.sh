#!/usr/bin/env bash
# Makes the benches' own Python environment, beside this file, with every version pinned.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
environment/bin/python -c "import highspy, ortools, pyscipopt; print('ortools', ortools.__version__)"
