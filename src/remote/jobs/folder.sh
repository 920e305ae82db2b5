# shellcheck shell=sh
#
# Defines the function that enters the folder for the jobs of the session's user. It needs the functions of placing.sh.
#   enter_jobs [JOB]   enters the folder that contains this job; without JOB, creates the folder if it is missing
#
# The home directory is first, since files in it survive a restart. The other folders are for users without a home directory.
enter_jobs() {
  user=$(id -u)
  for jobs in "${HOME-}/.drover-jobs" "/var/tmp/.drover-jobs-$user" "/tmp/.drover-jobs-$user"; do
    case $jobs in
      /*) ;;
      *) continue ;;
    esac
    test -n "${1-}" || test -d "$jobs" || (umask 077 && d_enter "${jobs%/*}/" && mkdir "./${jobs##*/}") 2>/dev/null
    # Another session may have created it at the same time.
    test -d "$jobs${1+"/$1"}" || continue
    # safety: a folder for jobs is not used if another user created it
    d_enter "$jobs" 2>/dev/null && d_is_private 2>/dev/null && return
  done
  cd /
  return 1
}
