/**
 * What a session's shell is started with. It is one argument and short: the shell never takes its program from stdin as
 * a script, so it cannot read ahead; csh and fish pass it on as it is; and a `pgrep -f` on the host does not meet our words.
 * The first line it reads is the mark, 128 random bits that nobody else can know, the second is the program. A line
 * that did not come whole is not run.
 */
export const BOOTSTRAP =
  'test -z "$1" || echo "$1" >&2; unalias -a 2>/dev/null; IFS= read -r d_m && IFS= read -r d_b && eval "$d_b"'

/** The word that stands for the shell in its own messages: `drover: 1: foo: not found`. */
export const SHELL_NAME = 'drover'

/** Seconds between two signs of life. */
const BEAT = 10

/**
 * The loop that answers frames, as one line. A frame is a line with a length, then so many bytes of shell text
 * that end with `#mark`: without that end it did not come whole, nothing of it runs, and the shell ends.
 *
 *   d_take N          exactly N bytes of stdin, and not one of the next frame
 *   d_spool DIR N     the N bytes after the frame, in the file `new` of a new private folder; all of them or none
 *   d_mine            is the working folder ours alone, and not one that somebody put in its place?
 *   d_end ID STATUS   the end of an answer, on both streams
 *   d_lock            the file that keeps other runs away; empty where they were not kept away
 */
export const PROGRAM = [
  // A hostile environment first: nothing of it may reach a script.
  'set +aeCfuvx',
  '(set +o pipefail) 2>/dev/null && set +o pipefail',
  '(shopt -u failglob) 2>/dev/null && shopt -u failglob nullglob nocaseglob nocasematch dotglob xpg_echo extglob',
  'unset -f cat cd chcon chmod chown command cp date dd echo head id kill ln ls mkdir mv printf pwd read rm rmdir sleep sync test true umask wc',
  'unset ENV BASH_ENV CDPATH IFS',
  'LC_ALL=C',
  'PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'export LC_ALL PATH',
  'test -d "${TMPDIR-/}" || unset TMPDIR',
  // What scripts make is as the login has it, but never writable for all nor closed to its own maker.
  'umask u=rwx,o-w',
  'cd /',
  'd_lock=',
  // busybox head reads past its count, dd may lack full blocks: what works here is found out here.
  'd_take() { head -c "$1"; }',
  'd_copy() { d_take "$1"; }',
  'd_works() { test "$(printf abc 2>/dev/null | { d_take 1 >/dev/null 2>&1; d_take 1 2>/dev/null; })" = b; }',
  // dd holds a block in memory: large parts go through it in pieces.
  'd_works || { d_take() { dd bs="$1" count=1 iflag=fullblock 2>/dev/null; }; d_copy() { d_c=$1; while test "$d_c" -gt 1048576; do d_take 1048576; d_c=$((d_c - 1048576)); done; d_take "$d_c"; }; }',
  'd_works || { d_take() { dd bs=1 count="$1" 2>/dev/null; }; d_copy() { d_take "$1"; }; }',
  'd_mine() { set -- $(ls -ldn .); case $1 in drwx--[-S]---*) test -O . 2>/dev/null || test "$3" = "$(id -u)";; *) false;; esac || { echo "the private folder was tampered with" >&2; false; }; }',
  // What cannot be put away is still taken off the stream: the next frame begins where it begins.
  'd_spool() { d_copy "$2" | (umask 077; mkdir -- "$1" && cd -- "$1" && d_mine && cat >new; d_q=$?; cat >/dev/null; exit "$d_q") && test "$(wc -c <"$1/new")" -eq "$2" && return; test -d "$1" && { rm -rf -- "$1"; echo "not all of $2 bytes could be written" >&2; }; return 1; }',
  'd_end() { echo "$d_m $1 $2"; echo "$d_m $1 $2" >&2; }',
  // The shell cannot speak while it waits for a script: another process says that both live, and when the shell is
  // stopped or gone. It holds no stream for longer than a beat.
  `d_beat() { while sleep ${BEAT} </dev/null >/dev/null 2>&1; do kill -0 $$ 2>/dev/null || { echo "$d_m gone" >&2; exit; }; d_l=; IFS= read -r d_l 2>/dev/null </proc/$$/stat; case \${d_l##*") "} in T*) echo "$d_m stopped" >&2;; *) echo "$d_m beat" >&2;; esac; done; echo "$d_m mute" >&2; }`,
  'd_beat </dev/null >/dev/null & d_h=$!',
  'echo "$d_m ready $$"',
  'echo "$d_m ready $$" >&2',
  'while IFS= read -r d_n; do d_s=$(d_take "$d_n"); case $d_s in *"#$d_m") eval "$d_s";; *) break;; esac; done',
  'kill "$d_h" 2>/dev/null',
  'case $d_lock in /*) rm -f -- "$d_lock";; esac',
  'exit 0',
].join('; ')
