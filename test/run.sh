#!/bin/sh
# Runs every test from a clean checkout: installs what they need, brings the lab up, and takes it down again if it was not up.
set -eu
cd "$(dirname "$0")/.."
sh lab/install.sh
exec node_modules/.bin/tsx test/run.ts "$@"
