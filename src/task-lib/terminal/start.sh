# shellcheck shell=sh
#
# Starts a program in a terminal of its own, as FOLDER MARK: the program is standard input, a script for sh. In the folder:
#
#   in    what is typed goes here
#   out   what is printed comes from here; at the end MARK, and the status that the program left in the file `status`
#   keeper, leader   the process IDs of what keeps both pipes open, and of the program, which leads a process group
#
# The keeper ends the program when the folder is removed, or the session is gone: no answer would come any more.
folder=$1 mark=$2 session=$$
cat >"$folder/run" && mkfifo "$folder/in" "$folder/out" || exit 1
(
  # Opened for both, a pipe waits for no other end, and keeps what is in it.
  exec 3<>"$folder/in" 4<>"$folder/out"
  # `script` starts its command with $SHELL, which may be no shell at all.
  export drover_shell="${SHELL-}"
  SHELL=/bin/sh script -q -c "exec /bin/sh $folder/run" /dev/null <&3 >&4 2>&4 3>&- 4>&- &
  terminal=$!
  (
    exec 3>&- 4>&-
    while kill -0 "$session" 2>/dev/null && test -d "$folder"; do sleep 1; done
    read -r leader 2>/dev/null <"$folder/leader" && kill -HUP "-$leader" 2>/dev/null
    kill "$terminal" 2>/dev/null
    rm -rf -- "$folder"
  ) &
  watch=$!
  wait "$terminal"
  status=
  read -r status 2>/dev/null <"$folder/status"
  printf '%s%s\n' "$mark" "$status" >&4
  wait "$watch"
) </dev/null >/dev/null 2>&1 &
echo "$!" >"$folder/keeper"
