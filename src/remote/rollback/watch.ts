import { PLACING } from '../../shell/programs/remote-functions.ts'
import { LIVENESS } from '../lock.ts'

/** Seconds for which it waits to tell what it put back, before it goes without. */
const LINGER = 200

/** Programs that have a packet filter each: Debian's `iptables` is by default that of nft, and the older one is another. */
export const FILTERS = 'iptables iptables-legacy ip6tables ip6tables-legacy'

/**
 * The program that watches over a guarded change, in a private folder and out of the session's reach, as
 * `sh watch FOLDER SECONDS LOCK`. Where it is not told of life for so many seconds, or told to at once, it puts everything back:
 * first units stop that did not run, then files, then units as they were, the packet filters, the handlers' commands, and the
 * user's own script. Whoever makes `claim` first, it or the session, decides.
 *
 *   pid, word       its process; the file that keeps other runs away while it lives
 *   alive, now      made by the session: begin to count anew; put back at once
 *   N/path, kind    what was there before a change: `gone`, `dir` (with `attributes`), `file` or `tree` (with `copy`)
 *   unit.N, verb.N  a unit's name, whether it was enabled and ran; how it notices what it reads: restart, reload or neither
 *   again.N         a handler's command, `again.N.in` its input, `again.N.title` how it is told
 *   undo            the user's script
 *   fw.*            the packet filters
 *   done            what was put back, a line each, and what could not be
 */
export const WATCH = `${PLACING.text}
${LIVENESS.text}
LC_ALL=C
PATH=\${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
trap '' HUP INT PIPE
g=$1 s=$2 k=$3 stopped= w=
cd -P -- "$g" && d_is_private || exit 1
umask 077
trap 'stopped=1' TERM
trap 'test -z "$w" || rm -f -- "$w"' EXIT
case $k in
/*)
{ for l in l_run l_pid l_start l_who l_since l_host l_machine; do IFS= read -r "$l"; done; } <"$k" && {
w=\${k%/*}/.drover-run-g\${g##*-}
(umask 022; printf '%s\\n' "$l_run" $$ "$(d_start $$)" "a guard that $l_who left" "$l_since" "$l_host" "$l_machine" in >"\${k%/*}/.drover-new-g$$" && mv -f -- "\${k%/*}/.drover-new-g$$" "$w") || w=
printf %s "$w" >word
};;
esac
echo $$ >pid.new && mv pid.new pid || exit 1

# A sign of life that comes just before the claim is still one; one that comes later finds the claim.
left=$s
while :; do
while test "$left" -gt 0 && test -z "$stopped" && ! test -e now; do
sleep 1
test -e pid || exit 0
if test -e alive; then rm -f alive; left=$s; else left=$((left - 1)); fi
done
mkdir claim 2>/dev/null || exit 0
if test -e alive && test -z "$stopped" && ! test -e now; then rm -f alive; left=$s; rmdir claim; else break; fi
done

tell() { { printf %s "$*" | tr '\\n' ' '; echo; } >>"$g/told"; }
# Says what failed, and why in one line.
try() {
l_what=$1; shift
l_said=$("$@" 2>&1 </dev/null) && return
set -- $(printf '%s\\n' "$l_said" | tail -n 1)
tell "failed to $l_what: $*"
false
}

back() {
p=$(cat "$1/path"; echo .); p=\${p%.}
kind=$(cat "$1/kind")
c=$PWD/$1
(
d_enter "\${p%/*}/" 2>/dev/null || { test "$kind" = gone && exit 0; mkdir -p -- "\${p%/*}" && d_enter "\${p%/*}/" || exit 1; }
n=./\${p##*/} t=./.drover-guard-$$
case $kind in
gone)
if test -d "$n" && ! test -L "$n"; then
rmdir -- "$n" 2>/dev/null || { tell "left $p: something else is in it"; exit 0; }
elif test -e "$n" || test -L "$n"; then rm -f -- "$n" || exit 1
else exit 0
fi
tell "removed $p";;
dir)
IFS=' ' read -r owner mode <"$c/attributes"
test -d "$n" || mkdir -- "$n" || exit 1
d_pin "\${p##*/}" && d_run_pinned chown -- "$owner" "$d_pinned" && d_run_pinned chmod -- "00$mode" "$d_pinned" || exit 1
tell "put back $p";;
*)
rm -rf -- "$t"
if test -d "$n" && ! test -L "$n" || test "$kind" = tree; then rm -rf -- "$n" || exit 1; fi
{ cp -a -- "$c/copy" "$t" 2>/dev/null || { rm -rf -- "$t"; cp -pPR -- "$c/copy" "$t"; }; } && sync && d_rename "$t" "$n" || { rm -rf -- "$t"; exit 1; }
tell "put back $p";;
esac
)
}

# The rules alone: no counters, no comments with the time.
rules() {
case $1 in
nft) nft -s list ruleset;;
*) "$1-save" | sed -e '/^#/d' -e 's/\\[[0-9]*:[0-9]*\\]//';;
esac 2>/dev/null
}
# Of the tables that are read, those that were not there before, with nothing in them.
emptied() {
l_table=
while IFS= read -r l; do
case $l in
\\**) if grep -qxF -e "$l" "$1"; then l_table=; else l_table=$l; echo "$l"; fi;;
:*' - '*) ;;
:*) test -z "$l_table" || echo "\${l%% *} ACCEPT [0:0]";;
COMMIT) test -z "$l_table" || echo "$l";;
esac
done
}
filters() {
for f in nft ${FILTERS}; do
test -e "fw.$f" || continue
test "$(rules "$f")" != "$(cat "fw.$f.rules")" || continue
case $f in
nft) { echo 'flush ruleset'; cat fw.nft; } >fw.new; try "put the rules of nft back" nft -f "$g/fw.new";;
*) { cat "fw.$f"; "$f-save" 2>/dev/null | emptied "fw.$f"; } >fw.new; try "put the rules of $f back" "$f-restore" fw.new;;
esac && tell "put the rules of $f back"
done
}

unit() {
l_en=$(systemctl is-enabled -- "$1" 2>/dev/null); l_act=$(systemctl is-active -- "$1" 2>/dev/null)
}
for u in unit.*; do
test -e "$u" || break
{ IFS= read -r name; IFS= read -r enabled; IFS= read -r active; } <"$u"
unit "$name"
case $active in
active | activating | reloading) ;;
*) case $l_act in active | activating | reloading) try "stop $name" systemctl stop -- "$name" && tell "stopped $name";; esac;;
esac
case $enabled/$l_en in
enabled/*) ;;
*/enabled) try "disable $name" systemctl disable -- "$name" && tell "disabled $name";;
esac
done

i=$(cat count 2>/dev/null || echo 0)
while test "$i" -gt 0; do
l_said=$(back "$i" 2>&1) || { p=$(cat "$i/path"); set -- $(printf '%s\\n' "$l_said" | tail -n 1); tell "failed to put back $p: $*"; }
i=$((i - 1))
done

isdown=
case $(systemctl is-system-running 2>/dev/null) in stopping) isdown=1;; esac
if test -d /run/systemd/system && cat */path 2>/dev/null | grep -q /systemd/; then try 'have systemd read its files' systemctl daemon-reload; fi
for u in unit.*; do
test -e "$u" || break
{ IFS= read -r name; IFS= read -r enabled; IFS= read -r active; } <"$u"
verb=$(cat "verb.\${u#unit.}")
unit "$name"
case $l_en/$enabled in
"$enabled/$l_en") ;;
masked*/masked*) ;;
masked*/*) try "unmask $name" systemctl unmask -- "$name" && tell "unmasked $name";;
esac
case $enabled/$l_en in
enabled/enabled | masked*/masked*) ;;
enabled/*) try "enable $name" systemctl enable -- "$name" && tell "enabled $name";;
masked*/*) try "mask $name" systemctl mask -- "$name" && tell "masked $name";;
esac
test -z "$isdown" || continue
case $active in
active | activating | reloading)
# One that failed too often lately would not be started.
systemctl reset-failed -- "$name" 2>/dev/null
case $verb/$l_act in
restart/*) try "restart $name" systemctl restart -- "$name" && tell "restarted $name";;
reload/active) try "reload $name" systemctl reload -- "$name" && tell "reloaded $name";;
*/active | */activating | */reloading) ;;
*) try "start $name" systemctl start -- "$name" && tell "started $name";;
esac;;
esac
done
if test -z "$isdown"; then
filters
i=1
while test -e "again.$i"; do
test -e "again.$i.in" || : >"again.$i.in"
title=$(cat "again.$i.title")
l_said=$(cd / && umask 022 && sh "$g/again.$i" 2>&1 <"$g/again.$i.in") && tell "ran again: $title" || { set -- $(printf '%s\\n' "$l_said" | tail -n 1); tell "failed to run again: $title: $*"; }
i=$((i + 1))
done
if test -e undo; then try 'run undo' sh -c 'cd / && umask 022 && . "$0"' "$g/undo" && tell 'ran undo'; fi
filters
fi
logger -t drover -p daemon.warning "put back what a guarded change of this host did: $(tr '\\n' ';' <told)" 2>/dev/null
test -e told || : >told
mv told done
test -z "$w" || rm -f -- "$w"
left=${LINGER}
while test "$left" -gt 0 && test -e done; do sleep 1; left=$((left - 1)); done
cd / && rm -rf -- "$g"
`
