# shellcheck shell=sh
#
# Runs a job and stores its output and status; the parameters are FOLDER SECONDS UMASK UNIT. placing.sh, liveness.sh and end.sh
# precede this.
#
# Files in the folder of a job:
#   description     further fields of the job's result, as JSON
#   program, input  the script and its standard input; removed once the job has read them
#   started         a folder: the process that creates it runs the job
#   pid             the process id of this program and its start time
#   group           the process group of the job and, if it has one, its unit
#   began           when it was started
#   stdout, stderr  its output, up to a limit; `stdout.cut` or `stderr.cut` exists if there was more
#   over            a folder: the process that creates it writes `status`
#   status          the exit status, or `late` if its time was over; and when it ended
#
# `find` prints only the names of the two streams, so its output may be split into words.
# shellcheck disable=SC2015,SC2044
folder=$1 seconds=$2 mask=$3 unit=$4
umask 077
cd -P -- "$folder" && d_is_private && mkdir started 2>/dev/null || exit 1
now='+%s %Y-%m-%d %H:%M:%S.%N'
printf '%s %s\n' $$ "$(d_start_of $$)" >pid.new && mv -f pid.new pid && date "$now" >began && : >stdout && : >stderr && mkfifo out err || exit 1
echo started
exec >/dev/null 2>&1

# Stores the data of a pipe until `stop_keeping`, then discards the rest: background processes of the job may print for years.
keep() {
  exec 3<"$1"
  cat <&3 >>"$2" &
  echo $! >"$2.pid"
  wait $!
  : >"$2.all"
  exec cat <&3
}
stop_keeping() {
  test -e "$1.all" || kill "$(cat "$1.pid")"
}
# Stops storing a stream at its size limit, which is also the most that `dd` in status.sh prints.
bound_output() {
  for stream in $(find . -name 'std???' -size +15360); do
    : >"$stream.cut"
    stop_keeping "$stream"
  done
}
(keep out stdout) &
(keep err stderr) &
# The script is read into a variable and its file removed before it runs, so that its secrets are in no file for longer.
setsid /bin/sh -c 'program=$(cat program && echo .) && rm -f program input out err && cd / && umask "$0" && eval "${program%.}"' "$mask" <input >out 2>err &
job=$!
echo "$job $unit" >group.new && mv -f group.new group

# Checks the time every five seconds, as Ansible does: a job with a limit of one second may run for ten.
(
  while sleep 5; do
    bound_output
    test ! -e status && { kill -0 "-$job" || kill -0 "$job"; } || exit
    test "$seconds" -gt 0 || {
      end_job "$job" "$unit"
      exit
    }
    seconds=$((seconds - 5))
  done
) &
wait "$job"
status=$?
tries=0
until test -e stdout.all && test -e stderr.all || test "$tries" -ge 50; do
  tries=$((tries + 1))
  sleep 0.1 || sleep 1
done
stop_keeping stdout
stop_keeping stderr
bound_output
mkdir over || {
  # `end_job` is about to write the status. Until then this process must run, so that the job does not count as lost.
  tries=0
  until test -e status || test "$tries" -ge 100; do
    tries=$((tries + 1))
    sleep 0.1 || sleep 1
  done
  exit
}
{
  echo "$status"
  date "$now"
} >status.new && mv -f status.new status
