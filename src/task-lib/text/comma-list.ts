import { z } from 'zod'

/** A param that is a list, or text with commas between its items, as Ansible splits it; a number is text too. Gives a list. */
export function commaList<S extends z.ZodType>(item: S) {
  const split = (given: unknown) =>
    typeof given === 'string' || typeof given === 'number'
      ? String(given)
          .split(',')
          .map(each => each.trim())
      : given
  return z.preprocess(split, z.array(item))
}
