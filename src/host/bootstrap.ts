/**
 * The program of a session's shell: it is given as one argument, so the shell never takes its program from stdin and
 * cannot read ahead. No single quote, no `!`, no line break: csh and fish pass it on as it is.
 *
 *   mark LF                                      128 random bits, from stdin alone, so that nobody else can know it
 *   id script input path spool LF                lengths in bytes
 *   SCRIPT #mark  INPUT #mark  PATH #mark  SPOOL
 *
 * A part that does not end with `#mark` did not come whole: nothing runs, and the shell ends. INPUT holds `printf %b`
 * escapes. SPOOL goes, as it comes, to a new file at PATH, which is removed again unless all of it came.
 */
export const BOOTSTRAP = [
  // Says that whatever asked for a password is satisfied.
  'case $0 in drover-*) echo "$0" >&2;; esac',
  'unalias -a 2>/dev/null',
  'set +eCuf',
  'unset ENV BASH_ENV CDPATH IFS',
  'LC_ALL=C',
  'PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'export LC_ALL PATH',
  'cd /',
  // A reader must take exactly its count from a pipe; busybox head reads past it.
  'take() { head -c "$1"; }',
  'works() { test "$(printf abc 2>/dev/null | { take 1 >/dev/null 2>&1; take 1 2>/dev/null; })" = b; }',
  'copy() { take "$1"; }',
  // dd holds a block in memory: large parts go through it in pieces.
  'works || { take() { dd bs="$1" count=1 iflag=fullblock 2>/dev/null; }; copy() { c=$1; while test "$c" -gt 1048576; do take 1048576; c=$((c - 1048576)); done; take "$c"; }; }',
  'works || { take() { dd bs=1 count="$1" 2>/dev/null; }; copy() { take "$1"; }; }',
  'IFS= read -r m || exit 1',
  'case $m in "") exit 1;; esac',
  'echo "$m ready"',
  'echo "$m ready" >&2',
  'while read -r i n k l z',
  'do s=$(take "$n")',
  'case $s in *"#$m") ;; *) exit 1;; esac',
  'd=; p=; q=0',
  'if test "$k" -gt 0; then d=$(take "$k"); case $d in *"#$m") d=${d%"#$m"};; *) exit 1;; esac; fi',
  'if test "$l" -gt 0; then p=$(take "$l"); case $p in *"#$m") p=${p%"#$m"};; *) exit 1;; esac',
  'if (umask 077; set -C; : >"$p"); then copy "$z" | { cat >>"$p"; cat >/dev/null; }',
  'test "$(wc -c <"$p")" -eq "$z" || { rm -f -- "$p"; q=1; echo "only a part of the file could be written" >&2; }',
  'else copy "$z" | cat >/dev/null; q=1; fi; fi',
  'if test "$q" -eq 0; then if test "$k" -gt 0; then printf %b "$d" | (eval "$s"); else (eval "$s") </dev/null; fi; q=$?; fi',
  'echo "$m $i $q"',
  'echo "$m $i $q" >&2',
  'done',
].join('; ')
