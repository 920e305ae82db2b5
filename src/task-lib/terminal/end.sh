# shellcheck shell=sh
#
# Ends a program in a terminal, and all that is in its process group, and removes its folder, as FOLDER: see start.sh.
cd -- "$1" 2>/dev/null || exit 0
pid=''
test -e status || read -r pid 2>/dev/null <leader
test -n "$pid" && kill -HUP "-$pid" 2>/dev/null && {
  sleep 0.2 2>/dev/null || sleep 1
  kill -KILL "-$pid" 2>/dev/null
}
cd / && rm -rf -- "$1"
