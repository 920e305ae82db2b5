import { parseAnsibleFlag } from '../base/flag.ts'
import { ownValue } from '../base/own-value.ts'
import { InputError, type MapSource, type Place, type ScalarSource, type Source } from '../errors.ts'
import { describe } from '../yaml/describe.ts'
import { attempt, type Problems } from '../yaml/problems.ts'
import { checkName, refuseGiven } from '../yaml/variables.ts'
import { isFlag, isNumber, isText } from './keywords/values.ts'

/** A variable of `vars_prompt`, for which the user is prompted before the run. */
export interface VarsPrompt {
  readonly name: string
  readonly prompt: string
  readonly place: Place
  /** The value that is used for an empty answer. */
  readonly fallback?: string
  /** Whether the input is not displayed and the value is treated as a secret. */
  readonly isPrivate: boolean
  /** Whether the user must type the answer twice. */
  readonly isConfirmed: boolean
  /** Whether templates in the answer are not rendered. */
  readonly isUnsafe: boolean
  /** How the answer is hashed, for a password file, such as by `sha512_crypt`. Absent if it is not hashed. */
  readonly hash?: { readonly type: string; readonly salt?: string; readonly saltSize?: number }
}

const CHECKS: Readonly<Record<string, (key: string, source: Source) => void>> = {
  ...{ name: isText, prompt: isText, default: isText, encrypt: isText, salt: isText },
  ...{ private: isFlag, confirm: isFlag, unsafe: isFlag, salt_size: isNumber },
}

/**
 * Reads `vars_prompt` of a play, a list of maps as in Ansible. Errors in an entry are added to `problems`. Throws
 * InputError if the value is not a list.
 */
export function readVarsPrompt(source: Source, problems: Problems): VarsPrompt[] {
  if (source.kind !== 'list')
    throw new InputError(`\`vars_prompt\` must be a list of variables, got ${describe(source)}`, {
      place: source.place,
      hint: 'such as `- {name: release, prompt: "Which release?"}`',
    })
  return source.items.flatMap(item => attempt(problems, () => readPrompt(item)) ?? [])
}

function readPrompt(source: Source): VarsPrompt {
  const name = source.kind === 'map' ? source.entries.get('name')?.value : undefined
  if (source.kind !== 'map' || name === undefined)
    throw new InputError(`an item of \`vars_prompt\` must be a map with \`name\`, got ${describe(source)}`, {
      place: source.place,
      hint: 'such as `- {name: release, prompt: "Which release?"}`',
    })
  for (const [key, { keyPlace, value }] of source.entries) checkKey(key, keyPlace, value)
  const text = (key: string): string | undefined => scalarOf(source, key)?.toString()
  const named = text('name') ?? ''
  checkName(named, name.place)
  refuseGiven(named, name.place, '`vars_prompt`')
  const [type, salt, saltSize] = [text('encrypt'), text('salt'), text('salt_size')]
  const fallback = text('default')
  return {
    ...{ name: named, place: name.place, prompt: text('prompt') ?? `input for ${named}` },
    isPrivate: parseAnsibleFlag(scalarOf(source, 'private') ?? true) ?? true,
    isConfirmed: parseAnsibleFlag(scalarOf(source, 'confirm') ?? false) ?? false,
    isUnsafe: parseAnsibleFlag(scalarOf(source, 'unsafe') ?? false) ?? false,
    ...(fallback === undefined ? {} : { fallback }),
    ...(type === undefined
      ? {}
      : {
          hash: {
            type,
            ...(salt === undefined ? {} : { salt }),
            ...(saltSize === undefined ? {} : { saltSize: Number(saltSize) }),
          },
        }),
  }
}

function checkKey(key: string, place: Place, value: Source): void {
  const check = ownValue(CHECKS, key)
  if (!check)
    throw new InputError(`an item of \`vars_prompt\` cannot have \`${key}\``, {
      place,
      hint: `it has ${Object.keys(CHECKS).join(', ')}`,
    })
  if (!(value.kind === 'scalar' && value.value === null)) check(key, value)
}

function scalarOf(source: MapSource, key: string): Exclude<ScalarSource['value'], null> | undefined {
  const value = source.entries.get(key)?.value
  return value?.kind === 'scalar' && value.value !== null ? value.value : undefined
}
