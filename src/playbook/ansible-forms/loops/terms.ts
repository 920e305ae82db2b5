import { InputError, type Place } from '../../../errors.ts'
import { isList, isMap, kindOf } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'

/** What a loop form makes its items of. */
export interface Terms {
  /** `with_items`, for errors. */
  readonly form: string
  readonly place: Place
  /** The value as rendered; only what the form looks into has to be known. */
  readonly value: unknown
}

/** The value as a list. Throws UnknownValueError if the run has yet to show it. */
export function termsOf({ value }: Terms): readonly unknown[] {
  return listify(value)
}

/** The same for a form that takes maps: a single one is a list of one. */
export function mapsOf({ value }: Terms): readonly unknown[] {
  return isMap(value) ? [value] : listify(value)
}

/** A list as it is; of a map, Ansible takes the keys; anything else is a list of one. Throws UnknownValueError. */
export function listify(value: unknown): readonly unknown[] {
  const found = known<unknown>(value)
  if (isMap(found)) return Object.keys(found)
  return isList(found) ? found : [found]
}

/** Inner lists replaced by their items, one level deep. Throws UnknownValueError for an item that may be a list. */
export function flattenOnce(values: readonly unknown[]): unknown[] {
  return values.flatMap(value => known<unknown>(value))
}

/** The error for a value that a form does not take. */
export function wrongTerm({ form, place }: Terms, takes: string, got: unknown): InputError {
  const shown = typeof got === 'string' ? `\`${got}\`` : kindOf(got)
  const expected = ANSIBLE_EXPECTS[form]
  return new InputError(`\`${form}\` takes ${takes}, got ${shown}`, {
    place,
    ansibleMessage: expected && `${form} expects a ${expected}`,
  })
}

/** What ansible-core's message says that a form expects. */
const ANSIBLE_EXPECTS: Readonly<Record<string, string>> = {
  with_dict: 'dict',
  with_indexed_items: 'list',
  with_list: 'list',
}
