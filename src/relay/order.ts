import { z } from 'zod'
import { omitUndefined } from '../base/omit-undefined.ts'
import { parseJson } from '../base/parse-json.ts'
import type { Revealable, Target } from '../transport/spawn.ts'
import { MalformedPacket } from '../transport/ssh-packet.ts'

/** Whether a session may use a persistent connection: any, only a new one that replaces the old, or none. */
export type ReuseOfConnections = 'any' | 'afresh' | 'none'

/** What a relay needs to know to start a shell on a target. */
export interface ShellRequest {
  readonly target: Target
  /** The random part of the become prompt; absent if no prompt is expected. */
  readonly nonce?: string | undefined
  readonly reuse: ReuseOfConnections
  /** Options that the ssh of the relay does not support. */
  readonly unknown: readonly string[]
}

const KINDS = ['crowded', 'refused', 'no socket', 'relay lost', 'other'] as const

/** Why a relay did not start a shell; the controller makes a ConnectionError of it. */
export interface Refusal {
  readonly message: string
  readonly hint: string
  readonly kind: (typeof KINDS)[number]
}

const secret = z.string().transform((value): Revealable => ({ reveal: () => value }))

const become = z
  .strictObject({
    method: z.enum(['sudo', 'su', 'doas']),
    user: z.string(),
    password: secret.optional(),
    flags: z.array(z.string()),
  })
  .transform(({ password, ...rest }) => ({ ...rest, ...omitUndefined({ password }) }))

const target = z
  .strictObject({
    name: z.string(),
    connection: z.union([z.literal('ssh'), z.literal('local'), z.array(z.string())]),
    address: z.string(),
    port: z.number().optional(),
    user: z.string().optional(),
    password: secret.optional(),
    privateKeyFile: z.string().optional(),
    passphrase: secret.optional(),
    knownHostsFile: z.string().optional(),
    sshArgs: z.array(z.string()),
    connectTimeout: z.number(),
    keepFor: z.number().or(z.literal('forever')).optional(),
    become: become.optional(),
  })
  .transform(({ name, connection, address, sshArgs, connectTimeout, keepFor, ...optional }) => ({
    ...{ name, connection, address, sshArgs, connectTimeout },
    ...omitUndefined({ ...optional, keepFor: keepFor === 'forever' ? Number.POSITIVE_INFINITY : keepFor }),
  }))

const order = z.strictObject({
  target,
  nonce: z.string().optional(),
  reuse: z.enum(['any', 'afresh', 'none']),
  unknown: z.array(z.string()),
})

const refusal = z.strictObject({
  message: z.string(),
  hint: z.string(),
  kind: z.enum(KINDS),
})

/** Writes an order as JSON. Its passwords are in clear text, since the link is encrypted. */
export function writeShellRequest({ target, ...rest }: ShellRequest): Buffer {
  return json({ ...rest, target: plainTarget(target) })
}

/** Writes a target as JSON, with its passwords in clear text. */
export function writeTarget(target: Target): Buffer {
  return json(plainTarget(target))
}

/** Writes a refusal as JSON. */
export function writeRefusal(refusal: Refusal): Buffer {
  return json(refusal)
}

/** Reads an order. Throws MalformedPacket if the bytes are not a valid one. */
export function readShellRequest(bytes: Buffer): ShellRequest {
  return parsed(order, bytes)
}

/** Reads a target. Throws MalformedPacket if the bytes are not a valid one. */
export function readTarget(bytes: Buffer): Target {
  return parsed(target, bytes)
}

/** Reads a refusal. Throws MalformedPacket if the bytes are not a valid one. */
export function readRefusal(bytes: Buffer): Refusal {
  return parsed(refusal, bytes)
}

/** Returns a target for JSON. Its relays and the name of its session are left out: only the controller needs them. */
function plainTarget({ relays, worker, password, passphrase, become, keepFor, ...rest }: Target): object {
  return {
    ...rest,
    keepFor: keepFor === Number.POSITIVE_INFINITY ? 'forever' : keepFor,
    password: password?.reveal(),
    passphrase: passphrase?.reveal(),
    become: become && { ...become, password: become.password?.reveal() },
  }
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function parsed<T>(schema: z.ZodType<T>, bytes: Buffer): T {
  const { success, data } = schema.safeParse(parseJson(bytes.toString()))
  if (!success) throw new MalformedPacket('an order that is none')
  return data
}
