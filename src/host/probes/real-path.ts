import { type Probe, probe } from '../probe.ts'
import { sh } from '../shell.ts'
import { plainPath } from './file.ts'

/** Asks where a path leads in the end, all links resolved; the last part need not exist. Null where it leads nowhere. */
export function realPath(path: string): Probe<string | null> {
  return probe({
    title: `real path of ${path}`,
    subject: { kind: 'real path', about: [path] },
    script: sh`f=${plainPath(path)} n=0
while [ -L "$f" ]; do
  n=$((n+1)); [ "$n" -gt 40 ] && exit 3
  t=$(readlink "$f" && echo .) || exit 3
  t=\${t%??}
  case $t in /*) f=$t;; *) f=\${f%/*}/$t;; esac
done
[ "$f" = / ] && { printf /; exit 0; }
d=$(cd -P "\${f%/*}/" 2>/dev/null && pwd && echo .) || exit 3
d=\${d%??}
printf '%s' "\${d%/}/\${f##*/}"`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? null : stdout.toString()),
  })
}
