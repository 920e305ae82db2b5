/**
 * What a session's shell is started with. It is one argument and short: the shell never takes its program from stdin as
 * a script, so it cannot read ahead; csh and fish pass it on as it is; and a `pgrep -f` on the host does not meet our words.
 * The first line it reads is the mark, 128 random bits that nobody else can know, the second is the program. A line
 * that did not come whole is not run.
 */
export const BOOTSTRAP =
  'test -z "$1" || echo "$1-passed" >&2; unalias -a 2>/dev/null; IFS= read -r d_m && IFS= read -r d_b && eval "$d_b"'

/** What it adds to its argument, where it has one, to say that it runs: who only repeats its words does not say so. */
export const PASSED = '-passed'

/** The word that stands for the shell in its own messages: `drover: 1: foo: not found`. */
export const SHELL_NAME = 'drover'

/** Seconds between two signs of life. */
const BEAT = 10

/**
 * The loop that answers frames, as one line. A frame is shell text that ends with `#mark`: without that end it did not come
 * whole, nothing of it runs, and the shell ends. Before it stands a line: `+` where it is read line by line, which takes a
 * system call a byte and no process; or its length in bytes, for `d_take` of the library. Each process that the start of a
 * session does without is one for each host and run: what is there for the hostile or the seldom is looked at first.
 *
 *   d_end ID STATUS   the end of an answer, on both streams
 *   d_pulse           begins to give signs of life
 *   d_lock            the lock file, which keeps other runs away; empty without one, `x` where there is no place for one
 *   d_stale           is the lock file gone? Then a later session may have taken over, or another run
 *   d_nl              a line break, which a program of one line cannot hold: `date` gives it on the way
 */
export const PROGRAM = [
  // A hostile environment first: nothing of it may reach a script.
  'set +aeCfuvx',
  // bash takes them from its environment, and says so in these variables; another shell may have been given them by a bash.
  'case ${SHELLOPTS-} in *pipefail*) (set +o pipefail) 2>/dev/null && set +o pipefail;; esac',
  'case ${BASHOPTS-} in *glob* | *nocase* | *xpg_echo*) (shopt -u failglob) 2>/dev/null && shopt -u failglob nullglob nocaseglob nocasematch dotglob xpg_echo extglob;; esac',
  'unset -f cat cd chcon chmod chown command cp date dd df echo head id kill ln ls mkdir mv printf pwd read rm rmdir sleep sync tail test true umask wc',
  'unset ENV BASH_ENV CDPATH IFS',
  'LC_ALL=C',
  'PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'export LC_ALL PATH',
  'test -d "${TMPDIR-/}" || unset TMPDIR',
  // What scripts make is as the login has it, but never writable for all nor closed to its own maker.
  'umask u=rwx,o-w',
  'cd /',
  'd_lock=',
  // Where another user put something in its place, it is gone all the same. posh cannot ask whose it is.
  'd_stale() { case $d_lock in /*) ;; *) return 1;; esac; test -L "$d_lock" && return; test -O "$d_lock" 2>/dev/null; case $? in 0) return 1;; 1) return 0;; esac; ! test -f "$d_lock"; }',
  'd_end() { echo "$d_m $1 $2"; echo "$d_m $1 $2" >&2; }',
  // A sleep that does not sleep ends it: by the uptime, in whole seconds, where there is one.
  'd_up() { d_t=; { IFS=. read -r d_t d_l </proc/uptime; } 2>/dev/null; }',
  // The shell cannot speak while it waits for a script: another process says that both live, and when the shell is
  // stopped or gone. It holds no stream for longer than a beat. Whoever has only a question or two does without.
  `d_beat() { d_up; d_w=$d_t; while sleep ${BEAT} </dev/null >/dev/null 2>&1; do d_up; test -z "$d_w" || test "$((d_t - d_w))" -ge ${BEAT / 2} || break; d_w=$d_t; d_l=; IFS= read -r d_l 2>/dev/null </proc/$$/stat || kill -0 $$ 2>/dev/null || { echo "$d_m gone" >&2; exit; }; case \${d_l##*") "} in T*) echo "$d_m stopped" >&2;; Z* | X*) echo "$d_m gone" >&2; exit;; *) echo "$d_m beat" >&2;; esac; done; echo "$d_m mute" >&2; }`,
  // A function that defines itself anew while it runs loses others in posh.
  'd_h=; d_pulse() { test -n "$d_h" || { d_beat </dev/null >/dev/null & d_h=$!; }; }',
  // What the clock says costs no question of its own.
  'd_c=$(date +%s%n. 2>/dev/null); d_nl=${d_c#"${d_c%??}"}; d_nl=${d_nl%.}; d_c=${d_c%??}',
  'case $d_nl in "") d_nl=$(printf "\\n."); d_nl=${d_nl%.};; esac',
  'case $d_c in *[!0-9]*) d_c=;; esac',
  'echo "$d_m ready $$ $d_c"',
  'echo "$d_m ready $$" >&2',
  'while IFS= read -r d_n; do d_s=; case $d_n in +) while IFS= read -r d_l; do d_s=$d_s$d_l$d_nl; test "$d_l" != "#$d_m" || break; done;; *) d_s=$(d_take "$d_n");; esac; case $d_s in *"#$d_m" | *"#$d_m$d_nl") eval "$d_s";; *) break;; esac; done',
  'test -z "$d_h" || kill "$d_h" 2>/dev/null',
  'case $d_lock in /*) rm -f -- "$d_lock";; esac',
  'exit 0',
].join('; ')
