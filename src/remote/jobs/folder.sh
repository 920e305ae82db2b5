# shellcheck shell=sh
#
# The function that goes to the folder which holds the jobs of the session's user. It needs the functions of placing.sh.
#   enter_jobs [JOB]   goes there if it has that job; without one, it makes the folder if there is none
#
# The home directory comes first, since it outlives a restart. Other places are for users without one.
enter_jobs() {
  user=$(id -u)
  for jobs in "${HOME-}/.drover-jobs" "/var/tmp/.drover-jobs-$user" "/tmp/.drover-jobs-$user"; do
    case $jobs in
      /*) ;;
      *) continue ;;
    esac
    test -n "${1-}" || test -d "$jobs" || (umask 077 && d_enter "${jobs%/*}/" && mkdir "./${jobs##*/}") 2>/dev/null
    # Another session may have made it just now.
    test -d "$jobs${1+"/$1"}" || continue
    # safety: a folder for jobs is not used if another user created it
    d_enter "$jobs" 2>/dev/null && d_is_private 2>/dev/null && return
  done
  cd /
  return 1
}
