import type { Answer } from '../../../shell/exchange.ts'
import { joinShell, ShellText, sh } from '../../../shell/quote.ts'
import { firstOf, type Probe } from '../../probe.ts'
import type { SubjectOf } from '../../subject.ts'
import { batchProbeAbout } from '../answers.ts'
import { filesScript, HIDDEN_OR_ABSENT, kindOf, parseFiles, plainPath, withOtherFiles } from './files.ts'

/** Asks for the bytes of a regular file, following links; null if there is none. */
export function fileContent(path: string): Probe<Buffer | null> {
  return firstOf(fileContents([path]))
}

/** Asks for the bytes of regular files, following links, in the order of the paths; null for a path that is none. */
export function fileContents(paths: readonly string[]): Probe<readonly (Buffer | null)[]> {
  const part = (all: readonly string[]): SubjectOf<'file contents'> => ({ kind: 'file contents', paths: all })
  const own = part(paths)
  const alone = joinShell([HIDDEN_OR_ABSENT, sh`set -- ${paths.map(plainPath)}`, ONE])
  return batchProbeAbout<'file contents', readonly (Buffer | null)[]>(own, {
    title: `content of ${paths.join(' ')}`,
    script: paths.length === 1 ? alone : filesScript([own]),
    parse: answer =>
      paths.length === 1 ? [parseOne(answer)] : (parseFiles(answer, [own])[0] as (Buffer | null)[]),
    together: {
      kind: kindOf(own),
      about: paths,
      all: fileContents,
      pick: contents => contents,
      group: withOtherFiles(part),
    },
  })
}

// Reads a single file without its size, which may differ from the length of its content, as in /proc.
const ONE = new ShellText(`if [ -f "$1" ]; then echo; exec cat "$1"; fi
[ -e "$1" ] || absent "$1"`)

function parseOne({ stdout }: Answer): Buffer | null {
  return stdout.length === 0 ? null : stdout.subarray(1)
}
