# shellcheck shell=sh
#
# Ends the program of a terminal and its process group, and removes its folder. Argument: FOLDER; see start.sh.
cd -- "$1" 2>/dev/null || exit 0
pid=''
test -e status || read -r pid 2>/dev/null <leader
test -n "$pid" && kill -HUP "-$pid" 2>/dev/null && {
  sleep 0.2 2>/dev/null || sleep 1
  kill -KILL "-$pid" 2>/dev/null
}
cd / && rm -rf -- "$1"
