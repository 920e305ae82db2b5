import { z } from 'zod'
import { parseFlag } from '../base/flag.ts'

/** A validated param that is an expression: the CEL text, and the value that it has with the task's variables. */
export interface Evaluated {
  readonly text: string
  readonly value: unknown
}

/** A param that is true or false. The words of YAML 1.1, such as `yes` and `off`, are accepted too. Gives a boolean. */
export function flag() {
  return z.union(
    [
      z.boolean(),
      z
        .enum(['yes', 'no', 'on', 'off', 'true', 'false', 'True', 'False', 'Yes', 'No'])
        .transform(word => parseFlag(word) === true),
    ],
    'expected true or false',
  )
}

/** Matches a path that is absolute or in a home directory. */
export const ABSOLUTE = /^(\/|~)/

/** A param that is an absolute path on the host, or one in a home (`~/.profile`). Gives it as it is written. */
export function hostPath() {
  return z
    .string()
    .regex(ABSOLUTE, 'expected an absolute path, such as `/etc/motd`')
    .refine(path => !path.includes('\0'), 'a path cannot hold a NUL byte')
}

/**
 * A param that is a file mode: `0644`, `"0644"`, `644`, `0o644`, or symbolic such as `u=rw,g=r`. Gives four octal digits as text, or the
 * symbolic text as it is written.
 */
export function mode() {
  return z.union([z.string(), z.number()]).transform((value, context) => {
    const text = String(value).replace(/^0o/, '')
    if (/^[0-7]{3,5}$/.test(text)) return text.slice(-4).padStart(4, '0')
    if (/^[ugoa]*[-+=][rwxXstugo]*([-+=,][ugoarwxXst]*)*$/.test(text)) return text
    context.addIssue({
      code: 'custom',
      message: 'expected a file mode such as `0644` or `u=rw,g=r`',
      params: { ansibleMessage: 'mode must be in octal or symbolic form' },
    })
    return z.NEVER
  })
}

/** A param that is one item or a list of them. Gives a list. */
export function oneOrMore<S extends z.ZodType>(item: S) {
  return z.union([item.transform(one => [one]), z.array(item)])
}

/** A param that is a number, or a string of digits, as templates render it. Returns a number. */
export function number() {
  return z.union(
    [
      z.number(),
      z
        .string()
        .regex(/^-?\d+(\.\d+)?$/)
        .transform(Number),
    ],
    'expected a number',
  )
}

/** A param that is text. Numbers and booleans are accepted as they are written. Gives a string. */
export function text() {
  return z.union([z.string(), z.number().transform(String), z.boolean().transform(String)], 'expected text')
}

/** A param that is an expression in CEL. Drover evaluates it with the task's variables. Gives its text and its value. */
export function expression() {
  return z.custom<Evaluated>().meta({ expression: true })
}
