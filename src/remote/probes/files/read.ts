import type { Answer } from '../../../shell/exchange.ts'
import { joinShell, ShellText, sh } from '../../../shell/quote.ts'
import { firstOf, type Probe, probe } from '../../probe.ts'
import { CONTENT, FILES, filesScript, HIDDEN_OR_ABSENT, parseFiles, plainPath } from './files.ts'

/** Asks for the bytes of a regular file, through links; null where there is none. */
export function fileContent(path: string): Probe<Buffer | null> {
  return firstOf(fileContents([path]))
}

/** Asks for the bytes of regular files, through links, in the order of the paths; null where there is none. */
export function fileContents(paths: readonly string[]): Probe<readonly (Buffer | null)[]> {
  const parts = [{ kind: CONTENT, about: paths }]
  const alone = joinShell([HIDDEN_OR_ABSENT, sh`set -- ${paths.map(plainPath)}`, ONE])
  return probe({
    title: `content of ${paths.join(' ')}`,
    script: paths.length === 1 ? alone : filesScript(parts),
    parse: answer =>
      paths.length === 1 ? [parseOne(answer)] : (parseFiles(answer, parts)[0] as (Buffer | null)[]),
    together: {
      kind: CONTENT,
      about: paths,
      all: fileContents,
      pick: contents => contents as readonly (Buffer | null)[],
      along: FILES,
    },
  })
}

// Of one alone, the size that is told and what it holds may differ, as in /proc.
const ONE = new ShellText(`if [ -f "$1" ]; then echo; exec cat "$1"; fi
[ -e "$1" ] || absent "$1"`)

function parseOne({ stdout }: Answer): Buffer | null {
  return stdout.length === 0 ? null : stdout.subarray(1)
}
