import { isIP } from 'node:net'
import { z } from 'zod'
import { number, text } from '../../authoring/params.ts'
import { parseJson } from '../../base/parse-json.ts'
import { TaskError } from '../../errors.ts'
import { duration } from './duration.ts'
import { USAGES } from './usages.ts'

const key = z
  .strictObject({ algo: z.enum(['rsa', 'ecdsa']).default('rsa'), size: number().default(2048) })
  .refine(
    ({ algo, size }) => (algo === 'rsa' ? size >= 2048 && size <= 8192 : [256, 384, 521].includes(size)),
    {
      path: ['size'],
      message: 'expected 2048 to 8192 bits for rsa; 256, 384 or 521 for ecdsa',
    },
  )

const names = z.array(z.strictObject({ C: text(), ST: text(), L: text(), O: text(), OU: text() }).partial())

/** Returns the schema of the name from which the file names of a certificate are derived. */
export function pkiName() {
  return z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, 'expected a file name without directory and extension')
}

/** The longest common name that X.509 allows. */
const MOST_NAME = 64

/** Returns the schema of a common name. */
export function commonName() {
  return text().refine(name => name.length > 0 && name.length <= MOST_NAME, {
    message: `expected a name of 1 to ${MOST_NAME} characters`,
  })
}

/**
 * Returns the default common name of a certificate: its first host name, or its first address if it has no host name.
 * Names that are too long are skipped.
 */
export function commonNameOf(hosts: readonly string[]): string | undefined {
  const short = hosts.filter(host => host.length > 0 && host.length <= MOST_NAME)
  return short.find(host => isIP(host) === 0) ?? short[0]
}

/** The params about the subject and the key of a certificate, in the form of a cfssl request. */
export const requestParams = {
  names: names
    .default([])
    .describe('Additional fields of the subject.')
    .meta({ examples: [[{ C: 'DE', O: 'Example' }]] }),
  key: key
    .default({ algo: 'rsa', size: 2048 })
    .describe(
      'The algorithm and size of the key: `rsa` with 2048 to 8192 bits, or `ecdsa` with 256, 384 or 521 bits.',
    )
    .meta({ examples: [{ algo: 'ecdsa', size: 256 }] }),
}

/** The schema of the usages of a signing profile. */
export const usagesParam = z.array(z.enum(USAGES as [string, ...string[]])).min(1)

const request = z.object({
  CN: text().default(''),
  names: names.default([]),
  key: key.default({ algo: 'rsa', size: 2048 }),
  hosts: z.array(text()).optional(),
  ca: z.object({ expiry: duration().optional() }).optional(),
})

/** A certificate signing request in cfssl's JSON, such as ca-csr.json. */
export type Request = z.output<typeof request>

const profile = z.object({ usages: usagesParam, expiry: duration() })

/** One signing profile of ca-config.json. */
export type Profile = z.output<typeof profile>

const signing = z.object({ signing: z.object({ profiles: z.record(z.string(), z.unknown()).default({}) }) })

/** Parses a signing request. Throws TaskError with its origin `from` if it is invalid. */
export function readRequest(json: string, from: string): Request {
  return read(json, from, request)
}

/**
 * Reads a profile of a signing configuration. Throws TaskError if there is no profile with that name, or it is invalid.
 */
export function readProfile(json: string, name: string, from: string): Profile {
  const { profiles } = read(json, from, signing).signing
  const found = profiles[name]
  if (found !== undefined) return read(JSON.stringify(found), `profile \`${name}\` of ${from}`, profile)
  throw new TaskError(`${from} has no signing profile \`${name}\``, {
    hint: `its profiles are ${Object.keys(profiles).join(', ') || 'none'}`,
  })
}

function read<T extends z.ZodType>(json: string, from: string, schema: T): z.output<T> {
  const value = parseJson(json)
  if (value === undefined) throw new TaskError(`${from} is not JSON, or is nested too deep`)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new TaskError(`${from}: \`${issue?.path.join('.')}\`: ${issue?.message}`)
}
