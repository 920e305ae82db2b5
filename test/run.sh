#!/bin/sh
# sh test/run.sh [SUITE…] [TEXT…]
# Runs tests from a clean checkout: installs what they need, brings the lab up, and takes it down again if it was not up.
set -eu
cd "$(dirname "$0")/.."
needs_build=false
[ "$#" -gt 0 ] || needs_build=true
for word in "$@"; do
  case $word in contract | e2e | differential | faults) needs_build=true ;; esac
done
# Unit tests run from the sources.
if [ "$needs_build" = true ] || [ ! -e node_modules/.package-lock.json ]; then sh lab/install.sh; fi
exec node_modules/.bin/tsx test/run.ts "$@"
