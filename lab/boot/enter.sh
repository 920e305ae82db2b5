#!/bin/sh
# Usage: enter.sh CGROUP_PROCS_FILE... -- COMMAND...   Enters the control groups, then becomes the command.
while [ "$1" != -- ]; do
  echo $$ >"$1" || exit 1
  shift
done
shift
exec "$@"
