import { suggest } from '../base/suggest.ts'

/** A fault of a task file's default export; `key` is the field of the definition that has it. */
export interface TaskTypeFault {
  readonly message: string
  readonly hint?: string
  readonly key?: string
}

const DESCRIBED = ['summary', 'example', 'params', 'shorthand', 'aliases', 'outputs', 'unsupported', 'reads']

/** The fields of a task type, as `StateTaskType` and `ComposedTaskType` have them. */
const FIELDS = [
  ...DESCRIBED,
  ...['readsExternalState', 'action', 'isCheckedAgain', 'detaches', 'isLocal', 'batchLoop', 'isOncePerPlay'],
  ...['mayChange', 'explain', 'check', 'apply', 'expand'],
]

/**
 * Checks at run time what TypeScript would check in the default export of a task file: a user's file may not have been
 * type-checked. Returns the first fault; undefined if it is a task type.
 */
export function taskTypeFault(exported: unknown): TaskTypeFault | undefined {
  if (typeof exported !== 'object' || exported === null)
    return {
      message: 'does not export a task type',
      hint: 'end it with `export default defineTask({ … })` or `composeTask`; docs/writing-tasks.md has a complete example',
    }
  const type = exported as Readonly<Record<string, unknown>>
  const unknown = Object.keys(type).find(key => !FIELDS.includes(key))
  if (unknown !== undefined) {
    const meant = suggest(unknown, FIELDS)
    return {
      key: unknown,
      message: `has \`${unknown}\`, which is not a field of a task type`,
      hint: meant ? `did you mean \`${meant}\`?` : `the fields are ${FIELDS.join(', ')}`,
    }
  }
  return faultInFields(type)
}

function faultInFields(type: Readonly<Record<string, unknown>>): TaskTypeFault | undefined {
  for (const key of ['summary', 'example'])
    if (typeof type[key] !== 'string')
      return { key, message: `has no text \`${key}\``, hint: HINTS[key] ?? '' }
  const params = definitionOf(type.params)
  if (params?.type !== 'object')
    return { key: 'params', message: 'has no `params`', hint: 'write `params: z.strictObject({ … })`' }
  // `z.looseObject` and `.catchall` accept unknown params intentionally.
  if (params.catchall === undefined)
    return {
      key: 'params',
      message: 'has `params` that accept unknown params',
      hint: 'write `z.strictObject({ … })` instead of `z.object({ … })`: a misspelt param is then an error',
    }
  if (type.outputs !== undefined && !isMapOfTexts(type.outputs))
    return {
      key: 'outputs',
      message: 'has `outputs` that are not sentences by name',
      hint: "write `outputs: { path: 'The path of the file.' }`",
    }
  const isComposed = 'expand' in type
  if (isComposed === 'check' in type)
    return {
      message: isComposed ? 'has both `check` and `expand`' : 'has neither `check` nor `expand`',
      hint: 'a task type has either `check` (`defineTask`) or `expand` (`composeTask`)',
    }
  const wrong = ['check', 'apply', 'expand', 'mayChange', 'explain', 'reads'].find(
    key => key in type && type[key] !== undefined && typeof type[key] !== 'function',
  )
  return wrong === undefined
    ? undefined
    : { key: wrong, message: `has a \`${wrong}\` that is not a function` }
}

function isMapOfTexts(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every(text => typeof text === 'string')
  )
}

/**
 * Returns the definition of a zod schema. It does not use `instanceof`: a project may have its own copy of zod, with
 * other classes.
 */
function definitionOf(schema: unknown): { readonly type?: unknown; readonly catchall?: unknown } | undefined {
  const { _zod } = (schema ?? {}) as { readonly _zod?: { readonly def?: object } }
  return _zod?.def
}

const HINTS: Readonly<Record<string, string>> = {
  summary: 'one sentence that says what the task type does',
  example: 'the YAML of one complete task',
}
