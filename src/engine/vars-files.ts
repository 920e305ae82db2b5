import { dirname, isAbsolute, join } from 'node:path'
import type { Play, VarsSource } from '../config/steps.ts'
import { InputError } from '../errors.ts'
import type { RunContext } from './context.ts'
import type { HostState } from './host-state.ts'
import { hostScope } from './variables.ts'

/** Reads `vars_files`; of an inner list the first file that exists. */
export function readVarsFiles(run: RunContext, play: Play, host: HostState): VarsSource[] {
  const folder = dirname(play.place.file)
  const scope = hostScope(run, host)
  return play.varsFiles.map(source => {
    const rendered = scope.render(source)
    const files = (Array.isArray(rendered) ? rendered : [rendered]).map(file =>
      isAbsolute(String(file)) ? String(file) : join(folder, String(file)),
    )
    let last: unknown
    for (const file of files) {
      try {
        return run.loadVars(file)
      } catch (error) {
        last = error
        if (files.length === 1) break
      }
    }
    throw last instanceof InputError
      ? new InputError(last.message, { place: last.place ?? source.place, hint: last.hint })
      : last
  })
}
