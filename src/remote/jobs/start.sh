# shellcheck shell=sh
#
# Starts a job; the parameters are ID SECONDS, and folder.sh precedes this. The functions `write_program`, `write_supervisor` and
# `write_description` print the job's files; its standard input is that of this script. Prints the folder of the job once it is
# running. A job that was already started is not changed, since this script may be sent again after a lost connection.
# `enter_jobs` sets `user`.
# shellcheck disable=SC2015,SC2154
job=$1 seconds=$2 mask=$(umask)
umask 077
command -v setsid >/dev/null 2>&1 || {
  echo 'setsid was not found: install util-linux' >&2
  exit 1
}
enter_jobs "$job" || enter_jobs || {
  echo 'no place for a job: neither the home directory, /var/tmp nor /tmp can be written' >&2
  exit 1
}
mkdir -- "./$job" 2>/dev/null
d_enter "$PWD/$job" && d_is_private || exit 1
folder=$PWD
test -d started || {
  write_program >program.new && mv -f program.new program &&
    cat >input.new && mv -f input.new input &&
    write_description >description.new && mv -f description.new description &&
    write_supervisor >supervisor.new && mv -f supervisor.new supervisor || {
    d_report_full
    exit 1
  }
  started=''
  # In a scope of its own, the job ends neither with the login nor with the service of the login.
  if test "$user" = 0 && test -d /run/systemd/system; then
    set -- /bin/sh "$folder/supervisor" "$folder" "$seconds" "$mask" "drover-job-$job.scope"
    started=$(setsid systemd-run --quiet --scope --collect --unit="$6" "$@" 2>log </dev/null &)
  fi
  test -n "$started" || started=$(setsid /bin/sh "$folder/supervisor" "$folder" "$seconds" "$mask" '' 2>log </dev/null &)
  test -d started || {
    cat log >&2
    echo 'the job does not start' >&2
    cd .. && rm -rf -- "./$job"
    exit 1
  }
}
printf %s "$folder"
