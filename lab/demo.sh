#!/bin/sh
# The main job from nothing: three bare hosts come up and become a healthy TLS etcd cluster.
set -eu
cd "$(dirname "$0")/.."
sh lab/install.sh
npm run --silent lab -- up
npm run --silent lab -- exec node dist/run.cjs playbook site.yml "$@"
echo
echo 'The cluster, as a login shell on node1 sees it:'
npm run --silent lab -- exec ssh root@node1 'bash -lc "etcdctl endpoint health --cluster"'
echo
echo 'Look around with:      npm run lab -- exec ssh root@node1'
echo 'Take it all down with: npm run lab -- down'
