# shellcheck shell=sh
#
# Runs a job and keeps what comes of it, as FOLDER SECONDS UMASK UNIT, behind placing.sh, liveness.sh and end.sh.
#
# Files in the folder of a job:
#   description     what the result says of it in addition, as JSON
#   program, input  what is run, and its standard input; gone once the job has read them
#   started         a folder: whoever makes it runs the job
#   pid             the process of this program and its start time
#   group           the process group of the job and, if it has one, the unit
#   began           when it was started
#   stdout, stderr  what it printed, up to a bound; `stdout.cut` is there if more was printed
#   over            a folder: whoever makes it says how the job ended
#   status          how and when: its exit status, or `late` if its time was over
#
# The names that `find` prints are those of the two streams.
# shellcheck disable=SC2015,SC2044
folder=$1 seconds=$2 mask=$3 unit=$4
umask 077
cd -P -- "$folder" && d_is_private && mkdir started 2>/dev/null || exit 1
now='+%s %Y-%m-%d %H:%M:%S.%N'
printf '%s %s\n' $$ "$(d_start_of $$)" >pid.new && mv -f pid.new pid && date "$now" >began && : >stdout && : >stderr && mkfifo out err || exit 1
echo started
exec >/dev/null 2>&1

# Keeps what comes through a pipe until it is stopped, and lets the rest go: what the job leaves behind may print for years.
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
# `dd` in status.sh prints no more than that.
bound_output() {
  for stream in $(find . -name 'std???' -size +15360); do
    : >"$stream.cut"
    stop_keeping "$stream"
  done
}
(keep out stdout) &
(keep err stderr) &
# The script is in a variable before it is run, so that no file has its secrets for longer than that.
setsid /bin/sh -c 'program=$(cat program && echo .) && rm -f program input out err && cd / && umask "$0" && eval "${program%.}"' "$mask" <input >out 2>err &
job=$!
echo "$job $unit" >group.new && mv -f group.new group

# Every five seconds, as the namesake does: a job of one second has ten.
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
  # Whoever ends the job is about to say so. Until then this process shows that the job is not lost.
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
