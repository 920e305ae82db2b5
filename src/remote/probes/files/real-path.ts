import { type ShellText, sh } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'
import { plainPath } from './files.ts'

/** Asks for the real path, with all links resolved; the last component need not exist. Null if a link is broken. */
export function realPath(path: string): Probe<string | null> {
  return followed(path, `real path of ${path}`, sh`cd -P`, sh``)
}

/**
 * Asks for the real path of a file that is to be changed. Like `realPath`, but a link that another user created is
 * followed only to files of that user: otherwise anyone who can create links in the directory could choose which file
 * is changed as root.
 */
export function pathToChange(path: string): Probe<string | null> {
  const hold = sh`e=\${d%/}/\${f##*/}
[ -e "$e" ] || e=$d
for o in $u; do d_check_owner ${path} "$o" "$e" || exit 4; done`
  return followed(path, `where ${path} leads`, sh`d_enter`, hold)
}

function followed(path: string, title: string, enter: ShellText, hold: ShellText): Probe<string | null> {
  return probeAbout(
    { kind: 'real path', path },
    {
      title,
      script: sh`f=${plainPath(path)} n=0 u= m=$(id -u)
while [ -L "$f" ]; do
  n=$((n+1)); [ "$n" -gt 40 ] && exit 3
  l=$(ls -ldin -- "$f") && t=$(readlink "$f" && echo .) && [ "$l" = "$(ls -ldin -- "$f")" ] || exit 3
  set -- $l; case $4 in 0 | "$m") ;; *) u="$u $4";; esac
  t=\${t%??}
  case $t in /*) f=$t;; *) f=\${f%/*}/$t;; esac
done
[ "$f" = / ] && { printf /; exit 0; }
d=$(${enter} "\${f%/*}/" 2>/dev/null && pwd && echo .) || exit 3
d=\${d%??}
${hold}
printf '%s' "\${d%/}/\${f##*/}"`,
      answers: [0, 3],
      parse: ({ status, stdout }) => (status === 3 ? null : stdout.toString()),
    },
  )
}
