# shellcheck shell=sh
#
# Defines the function that ends a job whose time is over. It runs in the folder of the job.
#   end_job GROUP UNIT   ends all processes of the group and of the unit, unless the job has already ended
end_job() {
  # safety: a finished job is not killed, because its process ID may now belong to another process
  if ! mkdir over 2>/dev/null && test -d over; then return; fi
  kill -TERM "-$1" 2>/dev/null
  tries=0
  while kill -0 "-$1" 2>/dev/null && test "$tries" -lt 20; do
    tries=$((tries + 1))
    sleep 0.1 2>/dev/null || {
      sleep 1
      tries=$((tries + 9))
    }
  done
  kill -KILL "-$1" 2>/dev/null
  {
    echo late
    date '+%s %Y-%m-%d %H:%M:%S.%N'
  } >status.new && mv -f status.new status
  test -z "$2" || systemctl kill --signal=KILL -- "$2" 2>/dev/null
}
