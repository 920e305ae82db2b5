import { InputError, type Place } from '../../../errors.ts'
import { isList, isMap, kindOf } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'

/** The value of a loop form, from which it creates its items. */
export interface Terms {
  /** The keyword, such as `with_items`, for errors. */
  readonly form: string
  readonly place: Place
  /** The rendered value. Parts that the form does not read may be unknown. */
  readonly value: unknown
}

/** Returns the value as a list. Throws UnknownValueError if it is not known yet. */
export function termsOf({ value }: Terms): readonly unknown[] {
  return listify(value)
}

/**
 * Returns the value as a list, for a form that takes maps: a single map becomes a list of one. Throws
 * UnknownValueError.
 */
export function mapsOf({ value }: Terms): readonly unknown[] {
  return isMap(value) ? [value] : listify(value)
}

/**
 * Returns a list as it is, the keys of a map (as Ansible does), and any other value as a list of one. Throws
 * UnknownValueError.
 */
export function listify(value: unknown): readonly unknown[] {
  const found = known<unknown>(value)
  if (isMap(found)) return Object.keys(found)
  return isList(found) ? found : [found]
}

/** Replaces inner lists by their items, one level deep. Throws UnknownValueError for an item that is not known yet. */
export function flattenOnce(values: readonly unknown[]): unknown[] {
  return values.flatMap(value => known<unknown>(value))
}

/** Creates the error for a value that a loop form does not accept. */
export function wrongTerm({ form, place }: Terms, takes: string, got: unknown): InputError {
  const shown = typeof got === 'string' ? `\`${got}\`` : kindOf(got)
  const expected = ANSIBLE_EXPECTS[form]
  return new InputError(`\`${form}\` takes ${takes}, got ${shown}`, {
    place,
    ansibleMessage: expected && `${form} expects a ${expected}`,
  })
}

/** The types that ansible-core's messages name for some forms. */
const ANSIBLE_EXPECTS: Readonly<Record<string, string>> = {
  with_dict: 'dict',
  with_indexed_items: 'list',
  with_list: 'list',
}
