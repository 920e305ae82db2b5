# shellcheck shell=sh
#
# Types standard input into a terminal, then prints the next output of its program. Arguments: FOLDER [SECONDS]; see start.sh for
# the folder. Exit status 3: the program printed nothing for SECONDS. Exit status 4: the keeper of the terminal has ended.
cd -- "$1" 2>/dev/null && read -r pid <keeper && kill -0 "$pid" 2>/dev/null || exit 4
cat >in
dd bs=65536 count=1 <out 2>/dev/null &
reader=$!
timer=''
test -z "${2-}" || {
  (
    sleep "$2" &
    trap 'kill "$!"; exit' TERM
    wait "$!"
    kill "$reader"
  ) >/dev/null 2>&1 &
  timer=$!
}
wait "$reader"
status=$?
test -z "$timer" || kill "$timer" 2>/dev/null
test "$status" -lt 128 || exit 3
