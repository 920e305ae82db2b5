import { firstOf, type Probe } from '../../probe.ts'
import type { SubjectOf } from '../../subject.ts'
import { batchProbeAbout } from '../answers.ts'
import type { DigestAlgorithm } from './digest.ts'
import { filesScript, kindOf, parseFiles, withOtherFiles } from './files.ts'
import type { FileState } from './stat-line.ts'

/** Asks for the states of absolute paths, in their order; null for a path that does not exist. */
export function fileStates(
  paths: readonly string[],
  options: { digest?: DigestAlgorithm | undefined } = {},
): Probe<readonly (FileState | null)[]> {
  const { digest } = options
  const part = (all: readonly string[]): SubjectOf<'file states'> => ({
    ...{ kind: 'file states', paths: all },
    ...(digest === undefined ? {} : { digest }),
  })
  const own = part(paths)
  return batchProbeAbout<'file states', readonly (FileState | null)[]>(own, {
    title: `state of ${paths.join(' ')}`,
    script: filesScript([own]),
    parse: answer => parseFiles(answer, [own])[0] as (FileState | null)[],
    together: {
      kind: kindOf(own),
      about: paths,
      all: all => fileStates(all, options),
      pick: states => states,
      group: withOtherFiles(part),
    },
  })
}

/**
 * Asks for the state of an absolute path, with `digest` also for the digest of a regular file; null if nothing exists
 * at the path.
 */
export function fileState(
  path: string,
  options: { digest?: DigestAlgorithm | undefined } = {},
): Probe<FileState | null> {
  return firstOf(fileStates([path], options))
}
