/** A part of the library: shell functions, some of which are called from outside. */
interface Part {
  readonly names: readonly string[]
  readonly text: string
  /** Parts that this one builds on. */
  readonly needs?: readonly Part[]
}

/**
 * Reading a number of bytes.
 *
 *   d_take N   exactly N bytes of stdin, and not one of the next frame
 *   d_copy N   the same, of any size
 */
const TAKING: Part = {
  names: ['d_take', 'd_copy'],
  // busybox head reads past its count, dd may lack full blocks: what works here is found out here. dd holds a block in
  // memory: large parts go through it in pieces.
  text: `d_works() { test "$(printf abc 2>/dev/null | { d_take 1 >/dev/null 2>&1; d_take 1 2>/dev/null; })" = b; }
d_take() { head -c "$1"; }
d_copy() { d_take "$1"; }
d_works || {
d_take() { dd bs="$1" count=1 iflag=fullblock 2>/dev/null; }
d_copy() {
d_c=$1
while test "$d_c" -gt 1048576; do
# Where the stream ends before, so does this: else each of the pieces that are missing would take a process.
{ d_w=$(dd bs=1048576 count=1 iflag=fullblock 2>&1 >&3); } 3>&1
case $d_w in 1+0*) ;; *) return 1;; esac
d_c=$((d_c - 1048576))
done
d_take "$d_c"
}
}
d_works || {
d_take() { dd bs=1 count="$1" 2>/dev/null; }
d_copy() { d_take "$1"; }
}`,
}

/**
 * Printing what others must not see.
 *
 *   d_print WORD   the bytes of the word, with `\0ooo` for a byte and `\n` for a line break
 *   d_say TEXT     the text as it is, and a line break
 *
 * In mksh and posh printf is a program, whose arguments everyone can list; yash has one that it finds by the path. What a shell has
 * in its place is found out here. One that has nothing prints nothing.
 */
const PRINTING: Part = {
  names: ['d_print', 'd_say'],
  text: `if PATH=/dev/null printf %b '' 2>/dev/null || test -n "\${YASH_VERSION-}"; then
d_print() { printf %b "$1"; }
d_say() { printf '%s\\n' "$1"; }
elif test "$(PATH=/dev/null print -n -- 'a\\0101b' 2>/dev/null)" = aAb; then
d_print() { print -n -- "$1"; }
d_say() { print -r -- "$1"; }
elif test "$(PATH=/dev/null echo 'a\\0101b\\c' 2>/dev/null)" = aAb; then
d_print() { echo "$1\\c"; }
d_say() {
d_r=$1 d_u=
while :; do case $d_r in *\\\\*) d_u=$d_u\${d_r%%\\\\*}'\\\\'; d_r=\${d_r#*\\\\};; *) break;; esac; done
echo "$d_u$d_r\\n\\c"
}
else
d_print() { echo 'this shell can print nothing that others do not see' >&2; return 1; }
d_say() { d_print; }
fi`,
}

/**
 * How a session comes to a place without following what another user put in the way, and puts a file there.
 *
 *   d_mine         is the working folder ours alone, and not one that somebody put in its place? Then what is made in it
 *                  belongs to `$d_own`, `UID:GID`; `$d_safe` is set where root and we alone can change the directory around it
 *   d_ours PATH    is what is there root's or our own?
 *   d_bare PATH [1]   removes access lists, and leaves the mode as it is; sets `$d_acl` where it cannot. `1` says that there are some
 *   d_fits MODE PATH   fails where an access list that could not be removed would add to that mode
 *   d_into DIR     goes there; a link of another user on the way is followed only to what is that user's own
 *   d_hold NAME    makes d_at stand for the file or directory of that name here, whatever its owner puts in its place
 *   d_to COMMAND   runs a command, with arguments, that is given `"$d_at"`
 *   d_rename A B   renames over whatever is at B but a directory, itself and not what a link there leads to
 *   d_owned PATH USER PLACE   does what is at PLACE belong to USER, whose link on the way to PATH leads there?
 *   d_full         names the file system here where that is why something failed
 *   d_moved PATH   says that something was put in its place
 */
export const PLACING: Part = {
  names: [
    'd_mine',
    'd_ours',
    'd_bare',
    'd_fits',
    'd_into',
    'd_hold',
    'd_to',
    'd_rename',
    'd_owned',
    'd_full',
    'd_moved',
  ],
  text: `d_moved() { echo "$1: something was put in its place meanwhile" >&2; }
d_mine() {
d_t=$(ls -ldn . ..) d_safe= d_acl=
set -- \${d_t#*"
"}
d_l=$1 d_u=$3
set -- \${d_t%%"
"*}
d_own=$3:$4
case $d_l in d????-??-*) case $d_u in 0 | "$3") d_safe=1;; esac;; esac
test -O . 2>/dev/null || test "$3" = "$(id -u)" || { d_foul; return; }
case $1 in
drwx--[-S]--T*) d_acl=1; return;;
drwx--[-S]---+*) ;;
drwx--[-S]---*)
test -z "$d_safe" || return 0
if command -v setfacl >/dev/null 2>&1; then d_bare .; return; fi
d_lists || return 0;;
d*)
# The default access list of the directory around it, or a file system without modes, overrules umask. Only of a new folder.
case $PWD in */.drover-*) ;; *) d_foul; return;; esac
test -z "$(ls -A .)" && chmod 0700 . 2>/dev/null
test -z "$(ls -A .)" || { d_foul; return; }
case $(ls -ldn .) in
drwx--[-S]---*) ;;
d????-??-*) test -n "$d_safe" || d_foul; return;;
*) d_foul; return;;
esac;;
*) d_foul; return;;
esac
# Where the lists stay, the sticky bit tells those who come after.
d_bare . 1 || chmod 1700 .
}
d_foul() { echo "the private folder was tampered with" >&2; false; }
# Not every ls shows a list, and the mode of a folder may hide it: that of a file that all may write shows it.
d_lists() {
d_t=$(umask 0 && : >./d_t && ls -ln ./d_t; rm -f ./d_t)
case $d_t in -rw-rw-rw-+*) ;; -rw-rw-rw-*) false;; esac
}
d_ours() { test -O "$1" 2>/dev/null || { set -- $(ls -ldnL -- "$1"); case $3 in 0 | "$(id -u)") ;; *) false;; esac; }; }
d_bare() {
d_l=$(ls -ldnL -- "$1") d_t=$2
case $d_l in ??????????+*) d_t=1;; *) test -n "$d_t" || command -v setfacl >/dev/null 2>&1 || return 0;; esac
d_l=\${d_l#????}
d_l=\${d_l%"\${d_l#???}"}
# What shows as the group's part is a mask over the lists: without them, it is the group's own.
case $d_l in *s) d_l=\${d_l%s}x;; *S) d_l=\${d_l%S}-;; esac
setfacl -b -k -m "g::$d_l" -- "$1" 2>/dev/null && return
test -n "$d_t" || return 0
d_acl=1
for d_t in access default; do setfattr -x "system.posix_acl_$d_t" -- "$1" 2>/dev/null && d_acl=; done
case $(ls -ldnL -- "$1") in ??????????+*) d_acl=1;; esac
test -z "$d_acl"
}
d_fits() {
test -n "$d_acl" || return 0
d_t=\${1#"\${1%??}"}
test "$((\${d_t%?} & ~\${d_t#?}))" = 0 && return
echo "$2: the default access list of its directory gives others access beyond mode $1, and there is no setfacl to remove it" >&2
false
}
d_into() { cd -P -- "$1" || return; test "$PWD" = "$1" || d_walk "$1"; }
# The text of a path and where it leads differ: each link on the way is looked at, and where it led is held to it.
d_walk() {
d_r=\${1#/}/ d_k=0 d_u=
cd /
while test -n "$d_r"; do
d_c=\${d_r%%/*} d_r=\${d_r#*/}
case $d_c in "" | .) continue;; ..) cd -P .. || return; continue;; esac
if test -L "./$d_c"; then
d_k=$((d_k + 1))
test "$d_k" -lt 40 || { echo "$1: too many links" >&2; return 1; }
d_l=$(ls -ldin "./$d_c") && d_t=$(readlink "./$d_c" && echo .) && test "$d_l" = "$(ls -ldin "./$d_c")" || { d_moved "$1"; return 1; }
set -- "$1" $d_l
case $5 in 0 | "$(id -u)") ;; *) d_u="$d_u $5";; esac
d_t=\${d_t%??}
case $d_t in /*) cd /;; esac
d_r=$d_t/$d_r
else
d_w=\${PWD%/}
cd -P "./$d_c" || return
test "$PWD" = "$d_w/$d_c" || { d_moved "$1"; return 1; }
fi
done
for d_c in $d_u; do d_owned "$1" "$d_c" . || return; done
}
d_owned() {
set -- "$1" "$2" $(ls -ldn -- "$3")
test "$5" = "$2" || { echo "$1: a link of user $2 there leads to what belongs to another, and is not followed" >&2; false; }
}
# Never into a directory, nor into one that a link leads to: only where mv does not know how, is that looked at before.
d_rename() {
d_t=$(mv -fT -- "$1" "$2" 2>&1) && return
case $d_t in *[Uu]sage:* | *" option "*) ;; *) echo "$d_t" >&2; return 1;; esac
if test -d "$2"; then test -L "$2" && rm -f -- "$2" || { echo "$2 is a directory" >&2; return 1; }; fi
mv -f -- "$1" "$2"
}
d_full() {
set -- $(df -Pk . 2>/dev/null | tail -n 1)
d_u=full
if test "\${4:-64}" -ge 64; then
set -- $(df -Pi . 2>/dev/null | tail -n 1)
test "\${4:-1}" = 0 || return 0
d_u="out of inodes"
fi
shift 5
echo "the file system at $* is $d_u" >&2
}
# ksh and mksh keep to themselves what they have opened, unless a command is given it.
d_to() { case $d_at in /proc/*) "$@" 3<&3;; *) "$@";; esac; }
# The mode of a file is set by name alone, and names are followed: where others may write, it is opened first.
d_hold() {
d_at=./$1
test -L "$d_at" && { d_moved "$PWD/$1"; return 1; }
if test -d "$d_at"; then
d_w=\${PWD%/}
cd -P "$d_at" && test "$PWD" = "$d_w/$1" || { d_moved "$d_w/$1"; return 1; }
d_at=.
return 0
fi
set -- "$1" $(ls -ldn .)
case $2 in d????-??-*) case $4 in 0 | "$(id -u)") return 0;; esac;; esac
d_u=$4
test -f "$d_at" || { echo "$PWD/$1: no regular file, in a directory that others may write to" >&2; return 1; }
exec 3<"$d_at" || return
d_at=/proc/self/fd/3
test "$(d_to readlink "$d_at")" = "\${PWD%/}/$1" || { d_moved "$PWD/$1"; return 1; }
set -- "$1" $(d_to ls -ldnL "$d_at")
test "$3" = 1 || test "$4" = "$d_u" || { echo "$PWD/$1: has other names, and belongs to another than the directory" >&2; return 1; }
}`,
}

/**
 * Keeping what follows a frame.
 *
 *   d_spool DIR N   the N bytes after the frame, in the file `new` of a new private folder; all of them or none
 */
const SPOOLING: Part = {
  names: ['d_spool'],
  needs: [TAKING, PLACING],
  // What cannot be put away is still taken off the stream: the next frame begins where it begins.
  text: `d_spool() {
d_copy "$2" | (umask 077; d_into "\${1%/*}/" && mkdir "./\${1##*/}" && cd "./\${1##*/}" && d_mine && cat >new || { d_full; false; }; d_q=$?; cat >/dev/null; exit "$d_q") &&
test "$(wc -c <"$1/new")" -eq "$2" && return
test -d "$1" && { rm -rf -- "$1"; echo "not all of $2 bytes could be written" >&2; }
return 1
}`,
}

const PARTS = [PRINTING, TAKING, PLACING, SPOOLING].map(part => ({
  ...part,
  isNamedIn: (text: string) => part.names.some(name => text.includes(name)),
}))

/** What one shell has been told of the functions that not every session needs: each goes there before it is first named. */
export class RemoteFunctions {
  readonly #told = new Set<string>()

  /** The shell text that must go before this one; it counts as told. */
  missingFor(text: string): string[] {
    return PARTS.filter(part => part.isNamedIn(text)).flatMap(part => this.#tell(part))
  }

  #tell(part: Part): string[] {
    if (this.#told.has(part.text)) return []
    this.#told.add(part.text)
    return [...(part.needs ?? []).flatMap(needed => this.#tell(needed)), part.text]
  }
}
