#!/bin/sh
# sh test/run.sh [SUITE…] [TEXT…]
# Runs tests from a clean checkout: installs what they need, brings the lab up, and takes it down again if it was not up.
set -eu
cd "$(dirname "$0")/.."
# Unit tests run from the sources.
if [ "${1:-}" != unit ] || [ ! -e node_modules/.package-lock.json ]; then sh lab/install.sh; fi
exec node_modules/.bin/tsx test/run.ts "$@"
