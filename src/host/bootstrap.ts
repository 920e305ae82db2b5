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

/** How a session comes to a place without following what another user put in the way, and puts a file there. */
export const PLACING = [
  'd_mine() { set -- $(ls -ldn .); case $1 in drwx--[-S]---*) test -O . 2>/dev/null || test "$3" = "$(id -u)";; *) false;; esac || { echo "the private folder was tampered with" >&2; false; }; }',
  'd_into() { cd -P -- "$1" || return; test "$PWD" = "$1" || d_walk "$1"; }',
  // The text of a path and where it leads differ: each link on the way is looked at, and where it led is held to it.
  'd_walk() { d_r=${1#/}/ d_k=0 d_u=; cd /; while test -n "$d_r"; do d_c=${d_r%%/*} d_r=${d_r#*/}; case $d_c in "" | .) continue;; ..) cd -P .. || return; continue;; esac; if test -L "./$d_c"; then d_k=$((d_k + 1)); test "$d_k" -lt 40 || { echo "$1: too many links" >&2; return 1; }; d_l=$(ls -ldin "./$d_c") && d_t=$(readlink "./$d_c" && echo .) && test "$d_l" = "$(ls -ldin "./$d_c")" || { d_moved "$1"; return 1; }; set -- "$1" $d_l; case $5 in 0 | "$(id -u)") ;; *) d_u="$d_u $5";; esac; d_t=${d_t%??}; case $d_t in /*) cd /;; esac; d_r=$d_t/$d_r; else d_w=${PWD%/}; cd -P "./$d_c" || return; test "$PWD" = "$d_w/$d_c" || { d_moved "$1"; return 1; }; fi; done; for d_c in $d_u; do d_owned "$1" "$d_c" . || return; done; }',
  // Never into a directory, nor into one that a link leads to: only where mv does not know how, is that looked at before.
  'd_rename() { d_t=$(mv -fT -- "$1" "$2" 2>&1) && return; case $d_t in *[Uu]sage:* | *" option "*) ;; *) echo "$d_t" >&2; return 1;; esac; if test -d "$2"; then test -L "$2" && rm -f -- "$2" || { echo "$2 is a directory" >&2; return 1; }; fi; mv -f -- "$1" "$2"; }',
  'd_owned() { set -- "$1" "$2" $(ls -ldn -- "$3"); test "$5" = "$2" || { echo "$1: a link of user $2 there leads to what belongs to another, and is not followed" >&2; false; }; }',
  'd_full() { set -- $(df -Pk . 2>/dev/null | tail -n 1); d_u=full; if test "${4:-64}" -ge 64; then set -- $(df -Pi . 2>/dev/null | tail -n 1); test "${4:-1}" = 0 || return 0; d_u="out of inodes"; fi; shift 5; echo "the file system at $* is $d_u" >&2; }',
  'd_moved() { echo "$1: something was put in its place meanwhile" >&2; }',
  // The mode of a file is set by name alone, and names are followed: where others may write, it is opened first.
  'd_hold() { d_at=./$1; test -L "$d_at" && { d_moved "$PWD/$1"; return 1; }; if test -d "$d_at"; then d_w=${PWD%/}; cd -P "$d_at" && test "$PWD" = "$d_w/$1" || { d_moved "$d_w/$1"; return 1; }; d_at=.; return 0; fi; set -- "$1" $(ls -ldn .); case $2 in d????-??-*) case $4 in 0 | "$(id -u)") return 0;; esac;; esac; d_u=$4; test -f "$d_at" || { echo "$PWD/$1: no regular file, in a directory that others may write to" >&2; return 1; }; exec 3<"$d_at" || return; d_at=/proc/self/fd/3; test "$(readlink "$d_at")" = "${PWD%/}/$1" || { d_moved "$PWD/$1"; return 1; }; set -- "$1" $(ls -ldnL "$d_at"); test "$3" = 1 || test "$4" = "$d_u" || { echo "$PWD/$1: has other names, and belongs to another than the directory" >&2; return 1; }; }',
]

/**
 * The loop that answers frames, as one line. A frame is a line with a length, then so many bytes of shell text
 * that end with `#mark`: without that end it did not come whole, nothing of it runs, and the shell ends.
 *
 *   d_take N          exactly N bytes of stdin, and not one of the next frame
 *   d_spool DIR N     the N bytes after the frame, in the file `new` of a new private folder; all of them or none
 *   d_mine            is the working folder ours alone, and not one that somebody put in its place?
 *   d_into DIR        goes there; a link of another user on the way is followed only to what is that user's own
 *   d_hold NAME       makes d_at stand for the file or directory of that name here, whatever its owner puts in its place
 *   d_rename A B      renames over whatever is at B but a directory, itself and not what a link there leads to
 *   d_full            names the file system here where that is why something failed
 *   d_end ID STATUS   the end of an answer, on both streams
 *   d_lock            the file that keeps other runs away; empty where they were not kept away
 */
export const PROGRAM = [
  // A hostile environment first: nothing of it may reach a script.
  'set +aeCfuvx',
  '(set +o pipefail) 2>/dev/null && set +o pipefail',
  '(shopt -u failglob) 2>/dev/null && shopt -u failglob nullglob nocaseglob nocasematch dotglob xpg_echo extglob',
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
  // busybox head reads past its count, dd may lack full blocks: what works here is found out here.
  'd_take() { head -c "$1"; }',
  'd_copy() { d_take "$1"; }',
  'd_works() { test "$(printf abc 2>/dev/null | { d_take 1 >/dev/null 2>&1; d_take 1 2>/dev/null; })" = b; }',
  // dd holds a block in memory: large parts go through it in pieces.
  'd_works || { d_take() { dd bs="$1" count=1 iflag=fullblock 2>/dev/null; }; d_copy() { d_c=$1; while test "$d_c" -gt 1048576; do d_take 1048576; d_c=$((d_c - 1048576)); done; d_take "$d_c"; }; }',
  'd_works || { d_take() { dd bs=1 count="$1" 2>/dev/null; }; d_copy() { d_take "$1"; }; }',
  ...PLACING,
  // What cannot be put away is still taken off the stream: the next frame begins where it begins.
  'd_spool() { d_copy "$2" | (umask 077; d_into "${1%/*}/" && mkdir "./${1##*/}" && cd "./${1##*/}" && d_mine && cat >new || { d_full; false; }; d_q=$?; cat >/dev/null; exit "$d_q") && test "$(wc -c <"$1/new")" -eq "$2" && return; test -d "$1" && { rm -rf -- "$1"; echo "not all of $2 bytes could be written" >&2; }; return 1; }',
  'd_end() { echo "$d_m $1 $2"; echo "$d_m $1 $2" >&2; }',
  // The shell cannot speak while it waits for a script: another process says that both live, and when the shell is
  // stopped or gone. It holds no stream for longer than a beat.
  `d_beat() { while sleep ${BEAT} </dev/null >/dev/null 2>&1; do kill -0 $$ 2>/dev/null || { echo "$d_m gone" >&2; exit; }; d_l=; IFS= read -r d_l 2>/dev/null </proc/$$/stat; case \${d_l##*") "} in T*) echo "$d_m stopped" >&2;; *) echo "$d_m beat" >&2;; esac; done; echo "$d_m mute" >&2; }`,
  'd_beat </dev/null >/dev/null & d_h=$!',
  // What the clock says costs no question of its own.
  'd_c=$(date +%s 2>/dev/null); case $d_c in *[!0-9]*) d_c=;; esac',
  'echo "$d_m ready $$ $d_c"',
  'echo "$d_m ready $$" >&2',
  'while IFS= read -r d_n; do d_s=$(d_take "$d_n"); case $d_s in *"#$d_m") eval "$d_s";; *) break;; esac; done',
  'kill "$d_h" 2>/dev/null',
  'case $d_lock in /*) rm -f -- "$d_lock";; esac',
  'exit 0',
].join('; ')
