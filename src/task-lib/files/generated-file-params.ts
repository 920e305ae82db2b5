import { z } from 'zod'
import type { ActionKind } from '../../authoring/define.ts'
import { flag, hostPath } from '../../authoring/params.ts'
import { fileParams } from './attributes.ts'
import { backupParam } from './write-params.ts'

/**
 * Returns the params for the path and state of a file whose content apply creates. `what` is the noun for the file:
 * `request`.
 */
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

/**
 * Returns the params for how a file with content from apply is written. `what` is the noun for the file, and `result`
 * is the name of the output with its content.
 */
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

/**
 * Returns the kind of action of a task that creates its file again on every run; undefined if the task describes a
 * state.
 */
export function remakingAction({
  force,
  state,
}: {
  readonly force: boolean
  readonly state: 'present' | 'absent'
}): ActionKind | undefined {
  return force && state === 'present' ? 'repeatable' : undefined
}
