# shellcheck shell=sh
#
# The program of a session's shell: it runs frames until its input ends. bootstrap.ts joins its lines into one, since the shell
# reads its program as one line. So each line must end after a complete command, or after a word that something must follow.
#
# A frame is shell text that ends with `#MARK`. Without that end it did not arrive completely: none of it runs, and the shell
# exits. The line before the text is `+` if the text is read line by line, which takes a system call per byte and no process;
# otherwise it is the length in bytes, for the remote function `d_read_bytes`.
#
# Each process that the start of a session avoids is saved on each host in each run. So rare cases are tested for without
# processes first. All names that a script could see begin with `d_`, for Drover.
#
# Set by the bootstrap: d_mark, the 128 random bits that precede the shell's control messages.
# For remote programs:
#   d_end ID STATUS      the end of a response, on both streams
#   d_start_heartbeat    starts the process that sends heartbeats
#   d_lock_file          the lock file of this run on the host; empty without one, `x` if the host has no place for one
#   d_is_lock_lost       succeeds if the lock file no longer exists: a later session or another run may have replaced this one
#   d_line_break         a line break, which a program of one line cannot contain
# shellcheck disable=SC2154

# First, the settings of a hostile or unusual environment are reset, so that they do not affect scripts.
set +aeCfuvx
# bash reads options from its environment and lists them in these variables; another shell may have inherited them from a bash.
# shellcheck disable=SC3028,SC3040
case ${SHELLOPTS-} in
  *pipefail*) (set +o pipefail) 2>/dev/null && set +o pipefail ;;
esac
# shellcheck disable=SC3028,SC3044
case ${BASHOPTS-} in
  *glob* | *nocase* | *xpg_echo*) (shopt -u failglob) 2>/dev/null && shopt -u failglob nullglob nocaseglob nocasematch dotglob xpg_echo extglob ;;
esac
unset -f cat cd chcon chmod chown command cp date dd df echo head id kill ln ls mkdir mv printf pwd read rm rmdir sleep sync tail test true umask wc
# safety: environment variables that change how a shell works are unset
unset ENV BASH_ENV CDPATH IFS
LC_ALL=C
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
test -d "${TMPDIR-/}" || unset TMPDIR
# Files that scripts create follow the umask of the login, but are never writable for all users nor inaccessible to their creator.
umask u=rwx,o-w
# The working directory of the login, to which relative paths in Ansible's dialect refer.
# shellcheck disable=SC2034
d_began_in=${PWD-/}
cd /

d_lock_file=
# If another user replaced the lock file, the lock is lost too. posh has no `test -O`.
d_is_lock_lost() {
  case $d_lock_file in
    /*) ;;
    *) return 1 ;;
  esac
  test -L "$d_lock_file" && return
  # shellcheck disable=SC3067
  test -O "$d_lock_file" 2>/dev/null
  case $? in
    0) return 1 ;;
    1) return 0 ;;
  esac
  ! test -f "$d_lock_file"
}
d_end() {
  echo "$d_mark $1 $2"
  echo "$d_mark $1 $2" >&2
}

# Reads the uptime in whole seconds, if the host provides it. With it, the heartbeat detects a `sleep` that returns immediately.
d_read_uptime() {
  d_uptime=
  { IFS=. read -r d_uptime d_line </proc/uptime; } 2>/dev/null
}
# The shell prints nothing while it waits for a script. So another process reports that both are alive, and when the shell was
# stopped or has exited. It keeps a stream open for ten seconds at most, the time between two heartbeats. A session with only
# one or two probes does not start it.
d_heartbeat() {
  d_read_uptime
  d_last_uptime=$d_uptime
  # shellcheck disable=SC2217
  while sleep 10 </dev/null >/dev/null 2>&1; do
    d_read_uptime
    test -z "$d_last_uptime" || test "$((d_uptime - d_last_uptime))" -ge 5 || break
    d_last_uptime=$d_uptime
    d_line=
    IFS= read -r d_line 2>/dev/null </proc/$$/stat || kill -0 $$ 2>/dev/null || {
      echo "$d_mark gone" >&2
      exit
    }
    case ${d_line##*") "} in
      T*) echo "$d_mark stopped" >&2 ;;
      Z* | X*) echo "$d_mark gone" >&2; exit ;;
      *) echo "$d_mark beat" >&2 ;;
    esac
  done
  echo "$d_mark mute" >&2
}
d_heartbeat_pid=
# In posh, a function that redefines itself while it runs removes other functions: so this one tests a variable.
d_start_heartbeat() {
  test -n "$d_heartbeat_pid" || {
    d_heartbeat </dev/null >/dev/null &
    d_heartbeat_pid=$!
  }
}

# One `date` provides the clock, without a request for it, and a line break.
d_clock=$(date +%s%n. 2>/dev/null)
d_line_break=${d_clock#"${d_clock%??}"}
d_line_break=${d_line_break%.}
d_clock=${d_clock%??}
case $d_line_break in
  "") d_line_break=$(printf "\\n."); d_line_break=${d_line_break%.} ;;
esac
case $d_clock in
  *[!0-9]*) d_clock= ;;
esac
echo "$d_mark ready $$ $d_clock"
echo "$d_mark ready $$" >&2

while IFS= read -r d_length; do
  d_text=
  case $d_length in
    +)
      while IFS= read -r d_line; do
        d_text=$d_text$d_line$d_line_break
        test "$d_line" != "#$d_mark" || break
      done
      ;;
    *) d_text=$(d_read_bytes "$d_length") ;;
  esac
  case $d_text in
    # safety: an incomplete frame is not run
    *"#$d_mark" | *"#$d_mark$d_line_break") eval "$d_text" ;;
    *) break ;;
  esac
done
test -z "$d_heartbeat_pid" || kill "$d_heartbeat_pid" 2>/dev/null
case $d_lock_file in
  /*) rm -f -- "$d_lock_file" ;;
esac
exit 0
