import { z } from 'zod'

/**
 * A list of strings. The programs may leave out any of the fields in this file or set it to null: its value is then
 * empty, 0 or false.
 */
export const texts = z
  .array(z.string())
  .nullish()
  .transform(list => list ?? [])

export const optionalText = z
  .string()
  .nullish()
  .transform(value => value ?? '')

export const count = z
  .number()
  .nullish()
  .transform(value => value ?? 0)

export const fact = z
  .boolean()
  .nullish()
  .transform(value => value ?? false)

export const textMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform(map => map ?? {})
