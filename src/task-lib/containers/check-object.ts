import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { CheckContext } from '../../authoring/define.ts'
import { type InSync, inSync, type Json, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ContainerObject } from './inspect.ts'
import { containerResource, inspect } from './inspect.ts'
import { type ContainerProgram, requireContainerProgram } from './program.ts'

/** The values of a network's or volume's fields, by name. */
type ObjectFields = Readonly<Record<string, Json>>

/** The wanted network or volume. `T` is the type of the parsed output of `inspect`. */
export interface ObjectRequest<T> {
  readonly object: Extract<ContainerObject, 'network' | 'volume'>
  readonly name: string
  readonly state: 'present' | 'absent'
  readonly schema: z.ZodType<T>
  /** The wanted values; a field that is undefined may have any value. */
  readonly wanted: Readonly<Record<string, Json | undefined>>
  /** Returns the present values of the same fields. */
  readonly found: (seen: T) => ObjectFields
  /** What happens if a field differs. Networks and volumes cannot be changed, only recreated. */
  readonly onDifference: 'recreate' | 'refuse' | 'warn'
  /** Whether each run removes it and creates it again. */
  readonly isRecreated: boolean
}

/** The steps of apply, in this order. */
export interface ObjectPlan {
  readonly isRemoved: boolean
  readonly isCreated: boolean
}

/** Compares a network or volume with the wanted one. Throws TaskError if it differs and must not be recreated. */
export async function checkObject<T>(
  context: Pick<CheckContext<unknown>, 'host' | 'isCheckMode' | 'carriedOut'>,
  program: ContainerProgram,
  request: ObjectRequest<T>,
): Promise<InSync | Plan<ObjectPlan>> {
  const { object, name, state } = request
  await requireContainerProgram(context.host, program)
  const inspected = await inspect(context, program, object, name, request.schema)
  const resource = containerResource(program, object, name)
  const outputs = { [object]: inspected?.shown ?? {} }
  const wanted = wantedFields(request)
  if (state === 'absent') {
    if (inspected === null) return inSync(outputs)
    const data = { isRemoved: true, isCreated: false }
    const change = { resource, action: 'delete', before: { name }, after: null }
    return plan<ObjectPlan>([change], data, { [object]: {} })
  }
  if (inspected === null) {
    const data = { isRemoved: false, isCreated: true }
    return plan<ObjectPlan>([{ resource, action: 'create', before: null, after: { name, ...wanted } }], data)
  }
  const found = request.found(inspected.seen)
  const differing = Object.keys(wanted).filter(field => !isAsWanted(found[field], wanted[field]))
  const isReplaced = request.isRecreated && context.carriedOut === undefined
  if (differing.length === 0 && !isReplaced) return inSync(outputs)
  const only = (fields: ObjectFields): ObjectFields =>
    Object.fromEntries(differing.map(field => [field, fields[field] ?? null]))
  if (!isReplaced && request.onDifference !== 'recreate') {
    const message = differenceOf(`${object} \`${name}\``, only(found), only(wanted))
    if (request.onDifference === 'warn') return inSync({ ...outputs, warnings: [message] })
    throw new TaskError(message, {
      hint: `${program.name} cannot change it: remove it in an earlier task with \`state: absent\`, which removes what it holds`,
    })
  }
  return plan<ObjectPlan>(
    [
      differing.length === 0
        ? { resource, action: 'recreate', after: { isNew: true } }
        : { resource, action: 'recreate', before: only(found), after: only(wanted) },
    ],
    { isRemoved: true, isCreated: true },
  )
}

function wantedFields<T>({ wanted: asked }: ObjectRequest<T>): ObjectFields {
  return Object.fromEntries(
    Object.entries(asked).flatMap(([field, value]) => (value === undefined ? [] : [[field, value]])),
  )
}

/** Whether a value is as wanted. Maps may have additional keys. */
function isAsWanted(found: Json | undefined, wanted: Json | undefined): boolean {
  if (!isMap(found) || !isMap(wanted)) return isDeepStrictEqual(found, wanted)
  return Object.entries(wanted).every(([key, value]) => isAsWanted(found[key], value))
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function differenceOf(what: string, found: ObjectFields, wanted: ObjectFields): string {
  const fields = Object.keys(wanted).map(
    field => `\`${field}\` is ${JSON.stringify(found[field])}, not ${JSON.stringify(wanted[field])}`,
  )
  return `the ${what} differs: ${fields.join('; ')}`
}
