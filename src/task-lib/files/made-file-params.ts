import { z } from 'zod'
import type { ActionKind } from '../../authoring/define.ts'
import { flag, hostPath } from '../../authoring/params.ts'
import { fileParams } from './attributes.ts'
import { backupParam } from './write-params.ts'

/** The params that say where a file is that is made on the controller, and whether it should exist. `what` names it: `request`. */
export function placeParams(what: string, example: string) {
  return {
    path: hostPath()
      .describe(`The path of the ${what} on the host.`)
      .meta({ examples: [example] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(`Whether the ${what} should exist.`)
      .meta({ examples: ['absent'] }),
  }
}

/** The params that say how such a file is written. `result` is the field of results that has its content. */
export function contentParams(what: string, result: string) {
  return {
    force: flag()
      .default(false)
      .describe(`Create the ${what} again on every run.`)
      .meta({ examples: [true] }),
    backup: backupParam,
    return_content: flag()
      .default(false)
      .describe(`Return the ${what} in the result as \`${result}\`.`)
      .meta({ examples: [true] }),
    ...fileParams,
  }
}

/** The kind of action that a task is whose file is made again on every run; undefined if it has a state. */
export function remakingAction({
  force,
  state,
}: {
  readonly force: boolean
  readonly state: 'present' | 'absent'
}): ActionKind | undefined {
  return force && state === 'present' ? 'repeatable' : undefined
}
