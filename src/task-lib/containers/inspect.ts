import type { z } from 'zod'
import { parseJson } from '../../base/parse-json.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { type ContainerProgram, containerScript, failureText } from './program.ts'

/** The kinds of objects that podman and docker manage. */
export type ContainerObject = 'container' | 'image' | 'network' | 'volume'

/** The output of `inspect` for one object. */
export interface Inspected<T> {
  /** The parsed fields, in the same form for both programs. */
  readonly seen: T
  /** The whole JSON object, for the registered result. */
  readonly shown: Readonly<Record<string, unknown>>
}

interface Refused {
  readonly refused: string
}

/** Returns the resource name of an object in changes: `podman_container:web`. */
export function containerResource(
  { name: program }: Pick<ContainerProgram, 'name'>,
  object: ContainerObject,
  name: string,
): string {
  return `${program}_${object}:${name}`
}

/**
 * Inspects an object; null if it does not exist. Throws TaskError if the program fails. In a dry run, a daemon that
 * is not running makes the result unknown instead, because an earlier task may start it.
 */
export async function inspect<T>(
  { host, isCheckMode }: { readonly host: ReadHost; readonly isCheckMode: boolean },
  program: ContainerProgram,
  object: ContainerObject,
  name: string,
  schema: z.ZodType<T>,
): Promise<Inspected<T> | null> {
  const answer = await host.ask(inspection(program, object, name, schema))
  if (answer === null || !('refused' in answer)) return answer
  const hasNoDaemon = /cannot connect|connection refused/i.test(answer.refused)
  if (hasNoDaemon && isCheckMode) onlyRunTells(`what ${program.name} has, whose daemon does not run`)
  throw new TaskError(
    `${program.name} cannot inspect the ${object} \`${name}\`: ${answer.refused}`,
    hasNoDaemon ? { hint: `start the daemon of ${program.name} in an earlier task` } : {},
  )
}

function inspection<T>(
  program: ContainerProgram,
  object: ContainerObject,
  name: string,
  schema: z.ZodType<T>,
): Probe<Inspected<T> | Refused | null> {
  return probe<Inspected<T> | Refused | null>({
    title: `${object} ${name} of ${program.name}`,
    script: containerScript(program, [object, 'inspect', '--', name]),
    // Status 1 or 125: the object does not exist, or the program failed; the error message shows which.
    answers: [0, 1, 125],
    parse: ({ status, stdout, stderr }) => {
      if (status === 0) return readInspected(stdout.toString(), object, schema)
      const message = failureText(stderr.toString())
      return /no such|not found|not known|unable to find/i.test(message) ? null : { refused: message }
    },
    own: {
      resource: containerResource(program, object, name),
      after: ({ after }) =>
        after === null ? null : onlyRunTells(`the ${object} \`${name}\`, which an earlier task changes`),
    },
  })
}

function readInspected<T>(
  printed: string,
  object: ContainerObject,
  schema: z.ZodType<T>,
): Inspected<T> | Refused {
  const parsed = parseJson(printed)
  const [shown] = Array.isArray(parsed) ? parsed : []
  const read = schema.safeParse(shown)
  if (read.success) return { seen: read.data, shown: shown as Record<string, unknown> }
  const [issue] = read.error.issues
  return { refused: `expected JSON of a ${object}, at \`${issue?.path.join('.')}\`: ${issue?.message}` }
}
