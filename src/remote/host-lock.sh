# shellcheck shell=sh
#
# Creates the lock file of a session; the parameters are RUN WHO HOST MACHINE SERIES EPOCH, and liveness.sh precedes this.
#
# It creates its lock file first, and then checks for lock files of other runs: of two runs at the same time, each sees the other,
# and neither continues. A lock file of the same run for another host conflicts too: if the file and its process both exist here,
# the two hosts are the same machine. Machine ids would not show that, since containers share them. Lock files of earlier sessions
# of the same series are removed; a later session of the series takes precedence over this one.
#
# A lock file is valid if it belongs to the session's user or to root, so that no other user can block a run, and if the process that
# created it is still running. Files without a running process are removed if possible. A run that continues adds the line `in` to its
# file: of several other runs, that one is reported, not one that will give up.
#
# The path of the lock file is printed on file descriptor 3 for the session's shell, which removes the file at its end. If no folder is
# writable, `x` is printed instead.
#
# Exit statuses other than 0: 74, a later session has replaced this one; 75, another run has the lock; 76, this run has the lock under
# another host name; 69, no folder is writable.
#
# The output of `ls` is split into words on purpose; `d_user` and `d_found` come from liveness.sh; `read` sets the variables for the
# lines of a lock file.
# shellcheck disable=SC2015,SC2034,SC2046,SC2154,SC2229
d_own_run=$1 d_own_host=$3 d_own_machine=$4 d_own_series=$5 d_own_epoch=$6
umask 022
d_own_file=
for d_folder in /run/lock /tmp /dev/shm /var/tmp; do
  test -d "$d_folder" && test -w "$d_folder" || continue
  d_new_file=$d_folder/.drover-new-$$-$d_own_series
  {
    printf '%s\n' "$1" $$ "$(d_start_of $$)" "$2" "$(date -u '+%Y-%m-%d %H:%M:%S UTC')" "$3" "$4" >"$d_new_file" &&
      mv -f -- "$d_new_file" "$d_folder/.drover-run-$d_own_series-$d_own_epoch"
  } 2>/dev/null && {
    d_own_file=$d_folder/.drover-run-$d_own_series-$d_own_epoch
    break
  }
  rm -f -- "$d_new_file" 2>/dev/null
done
d_busy=
for d_file in /run/lock/.drover-run-* /tmp/.drover-run-* /dev/shm/.drover-run-* /var/tmp/.drover-run-*; do
  test -f "$d_file" && ! test -L "$d_file" && test "$d_file" != "$d_own_file" || continue
  set -- $(ls -ldn -- "$d_file" 2>/dev/null)
  case ${3-} in
    # safety: a lock file is ignored unless root or the session's own user owns it
    0 | "$d_user") d_file_owner=$3 ;;
    *) continue ;;
  esac
  case $d_file in
    */.drover-run-"$d_own_series"-*)
      if test "${d_file##*-}" -lt "$d_own_epoch"; then
        rm -f -- "$d_file"
      else
        test -z "$d_own_file" || rm -f -- "$d_own_file"
        exit 74
      fi
      continue
      ;;
  esac
  d_run= d_pid= d_start= d_who= d_since= d_host= d_machine= d_is_in=
  { for d_line in d_run d_pid d_start d_who d_since d_host d_machine d_is_in; do IFS= read -r "$d_line"; done; } 2>/dev/null <"$d_file"
  if test "$d_run" = "$d_own_run" && test "$d_host" = "$d_own_host"; then continue; fi
  if d_is_alive "$d_file_owner" "$d_pid" "$d_start"; then
    if test "$d_run" = "$d_own_run"; then
      echo "$d_host"
      test "$d_machine" != "$d_own_machine" || continue
      test -z "$d_own_file" || rm -f -- "$d_own_file"
      exit 76
    fi
    d_busy=$(
      printf '%s\n' "$d_who" "$d_run" "$d_since" "$d_pid" "$d_file" "${d_found%%[!?]*}"
      echo .
    )
    test -z "$d_is_in" || break
    continue
  fi
  rm -f -- "$d_file" 2>/dev/null
done
# safety: a host that another run has locked is not changed
if test -n "$d_busy"; then
  test -z "$d_own_file" || rm -f -- "$d_own_file"
  printf '%s\n' "${d_busy%?.}"
  exit 75
fi
test -z "$d_own_file" || echo in 2>/dev/null >>"$d_own_file"
echo "${d_own_file:-x}" >&3
test -n "$d_own_file" || exit 69
