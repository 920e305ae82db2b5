# shellcheck shell=sh
#
# Creates the lock file of a session, behind liveness.sh, with the parameters RUN WHO HOST MACHINE SERIES EPOCH.
#
# First it creates a lock file, then it looks whether another run has one: two that come together both see each other, and neither
# goes on. Another host of our own run stands in the way, too: only one machine has both its file and its process. Machine ids
# would say less, since containers share them. Of our own series, what earlier sessions left is removed, and a later session
# has precedence.
#
# A lock file counts if it belongs to our own user or to root, so that no other user can keep us out, and if its process is
# still the one that created it; what does not count and can be removed is removed. A run that goes on adds `in` to its file:
# of several, that one is reported, and not one that will stand back.
#
# The session's shell keeps the name that is printed on 3, removes the file at its end, and has `x` in its place if there is
# no lock to be had.
#
# Statuses other than 0: 74, a later session took over; 75, another run is here; 76, this run is here under another name; 69,
# there is no place for a lock file.
#
# What `ls` prints is split into words on purpose; `d_user` and `d_found` come from liveness.sh; `read` sets the variables that
# hold the lines of a lock file.
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
