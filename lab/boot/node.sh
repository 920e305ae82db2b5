#!/bin/sh
# Usage: node.sh NAME ROOT NETNS   Boots systemd on the root; a host that reboots is booted again.
# Its network namespace is its own, and so are its packet filters and addresses.
# The unit is kept, so nspawn leaves the restart to whoever started it and says so with 133.
name=$1 root=$2 netns=$3
while :; do
  systemd-nspawn --quiet --boot --keep-unit --register=no --machine="$name" --directory="$root" \
    --network-namespace-path="$netns" --capability=CAP_NET_ADMIN --console=pipe --resolv-conf=off --timezone=off --link-journal=no
  [ $? = 133 ] || exit
done
