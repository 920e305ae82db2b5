import { type Probe, probe } from '../probe.ts'
import { joinShell, sh } from '../shell.ts'
import { HIDDEN_OR_ABSENT, plainPath } from './file.ts'

/** Asks for the bytes of a regular file, through links; null where there is none. */
export function fileContent(path: string): Probe<Buffer | null> {
  return probe({
    title: `content of ${path}`,
    script: joinShell([
      HIDDEN_OR_ABSENT,
      sh`f=${plainPath(path)}
[ -f "$f" ] || { [ -e "$f" ] || absent "$f"; exit 3; }
exec cat "$f"`,
    ]),
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? null : stdout),
  })
}
