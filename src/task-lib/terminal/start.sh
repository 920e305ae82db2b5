# shellcheck shell=sh
#
# Starts a program in its own terminal. Arguments: FOLDER MARK. Standard input is the program, a script for sh. Files in the folder:
#
#   in    a pipe for typed input
#   out   a pipe for the output; at the end MARK, and the exit status of the program, which it writes to the file `status`
#   keeper, leader   the process IDs of the keeper, which keeps both pipes open, and of the program, which leads a process group
#
# The keeper ends the program when the folder is removed or the session has ended, because then nothing answers it any more.
folder=$1 mark=$2 session=$$
cat >"$folder/run" && mkfifo "$folder/in" "$folder/out" || exit 1
(
  # Opened for reading and writing, a pipe does not wait for another process, and keeps its content.
  exec 3<>"$folder/in" 4<>"$folder/out"
  # `script` starts its command with $SHELL, which may not be a shell.
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
