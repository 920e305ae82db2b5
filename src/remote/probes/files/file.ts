import { firstOf, type Probe, probe } from '../../probe.ts'
import type { DigestAlgorithm } from './digest.ts'
import { FILES, filesScript, parseFiles } from './files.ts'
import type { FileState } from './stat-line.ts'

/** Asks what stands at each of some absolute paths; null for nothing, in the order of the paths. */
export function fileStates(
  paths: readonly string[],
  options: { digest?: DigestAlgorithm | undefined } = {},
): Probe<readonly (FileState | null)[]> {
  const kind = `file state ${options.digest ?? ''}`
  const parts = [{ kind, about: paths }]
  return probe({
    title: `state of ${paths.join(' ')}`,
    script: filesScript(parts),
    parse: answer => parseFiles(answer, parts)[0] as (FileState | null)[],
    together: {
      kind,
      about: paths,
      all: all => fileStates(all, options),
      pick: states => states as readonly (FileState | null)[],
      along: FILES,
    },
  })
}

/** Asks what stands at one absolute path; null for nothing. */
export function fileState(
  path: string,
  options: { digest?: DigestAlgorithm | undefined } = {},
): Probe<FileState | null> {
  return firstOf(fileStates([path], options))
}
