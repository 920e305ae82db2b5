import { z } from 'zod'
import { parseFlag } from '../base/flag.ts'

/** An expression param after binding: the CEL text as written, and what it gave with the task's variables. */
export interface Evaluated {
  readonly text: string
  readonly value: unknown
}

/** True and false, also in the spellings of YAML 1.1 that playbooks are full of (`yes`, `off`). */
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

/** An absolute path on the host. */
export function hostPath() {
  return z
    .string()
    .regex(/^(\/|~)/, 'expected an absolute path, such as `/etc/motd`')
    .refine(path => !path.includes('\0'), 'a path cannot hold a NUL byte')
}

/**
 * A file mode as it looks: `0644`, `"0644"`, `644`, `0o644`, or symbolic `u=rw,g=r`.
 * Gives four octal digits, or the symbolic text for `resolveMode`.
 */
export function mode() {
  return z.union([z.string(), z.number()]).transform((value, context) => {
    const text = String(value).replace(/^0o/, '')
    if (/^[0-7]{3,5}$/.test(text)) return text.slice(-4).padStart(4, '0')
    if (/^[ugoa]*[-+=][rwxXstugo]*([-+=,][ugoarwxXst]*)*$/.test(text)) return text
    context.addIssue({ code: 'custom', message: 'expected a file mode such as `0644` or `u=rw,g=r`' })
    return z.NEVER
  })
}

/** One item or a list of them; always a list after parsing. */
export function oneOrMore<S extends z.ZodType>(item: S) {
  return z.union([item.transform(one => [one]), z.array(item)])
}

/** A number, also when a template rendered it as text. */
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

/** Text; numbers and booleans are taken as they are written. */
export function text() {
  return z.union([z.string(), z.number().transform(String), z.boolean().transform(String)], 'expected text')
}

/** CEL that the engine evaluates when it binds the task; the task type is given text and value. */
export function expression() {
  return z.custom<Evaluated>().meta({ expression: true })
}
