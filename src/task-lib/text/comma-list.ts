import { z } from 'zod'

/**
 * Returns the schema of a param that is a list, or a string or number that is split at commas, as in Ansible. The
 * parsed value is a list.
 */
export function commaList<S extends z.ZodType>(item: S) {
  const split = (given: unknown) =>
    typeof given === 'string' || typeof given === 'number'
      ? String(given)
          .split(',')
          .map(each => each.trim())
      : given
  return z.preprocess(split, z.array(item))
}
