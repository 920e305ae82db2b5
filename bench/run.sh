#!/bin/sh
# Measures Drover and its peers on the hosts of the lab, in one interleaved run. `--cases`, `--tools` and `--runs` select what is
# measured; with `--keep`, the results of other cases are kept.
set -eu
cd "$(dirname "$0")/.."
sh lab/install.sh
if ! command -v time >/dev/null || ! command -v ansible-playbook >/dev/null || ! command -v rex >/dev/null || ! command -v bw >/dev/null || ! [ -d /usr/lib/python3/dist-packages/ansible_mitogen ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends time ansible-core ansible-mitogen rex bundlewrap
fi
npm run --silent lab -- up --hosts 3 --light 100
npm run --silent lab -- exec node_modules/.bin/tsx bench/index.ts "$@"
npm run --silent lab -- reset
