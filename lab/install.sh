#!/bin/sh
# Prepares a checkout to run: its npm packages and the build, refreshed only when stale.
set -eu
cd "$(dirname "$0")/.."
# shellcheck disable=SC3013
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund
  touch node_modules/.package-lock.json
fi
if [ -z "$(find dist -name '*.js' 2>/dev/null | head -n 1)" ] ||
  [ -n "$(find src tasks build.js package.json -newer dist/run.cjs 2>/dev/null | head -n 1)" ]; then
  npm run --silent build
fi
