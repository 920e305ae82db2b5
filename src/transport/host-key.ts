import { createHash, createHmac, randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expandHome } from '../base/expand-home.ts'
import { UnreachableError } from '../errors.ts'
import { outputOf } from './program-output.ts'
import { start, type Target } from './spawn.ts'
import { keyArgs, settingsArgs } from './ssh-args.ts'

/** The key with which a host's sshd identifies itself. */
export interface HostKey {
  /** `known`: the key that ssh expects; `changed`: ssh expects another key; `new`: ssh knows no key of this host. */
  readonly state: 'known' | 'changed' | 'new'
  /** For example `ssh-ed25519`. */
  readonly type: string
  /** As `ssh-keygen -l` shows it: `SHA256:` and base64 without padding. */
  readonly fingerprint: string
  /** The key as a line of a known_hosts file. */
  readonly line: string
}

/** The messages of ssh are matched below, in English. */
const ENGLISH = { LC_ALL: 'C' }

/**
 * Reads a host's key by ssh itself, so that jump hosts and aliases apply as in a run. Throws UnreachableError if the
 * host shows no key.
 */
export async function askHostKey(target: Target): Promise<HostKey> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-key-'))
  const file = join(folder, 'known_hosts')
  try {
    const known = await outputOf(await start(keyArgs(target), ENGLISH))
    const shown = await outputOf(await start(keyArgs(target, file), ENGLISH))
    const line = linesOf(file).find(each => /^\S+ (ssh|ecdsa|sk)-\S+ \S+/.test(each))
    if (line === undefined) throw new UnreachableError(`${target.name}: ${lastLine(shown)}`)
    const [, type = '', key = ''] = line.split(' ')
    const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64')
    return { state: stateOf(known), type, fingerprint: `SHA256:${digest.replace(/=+$/, '')}`, line }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Adds a key to the known_hosts file that ssh will read. Hashes the host name if ssh is configured to do so. */
export async function keepHostKey(target: Target, { line }: HostKey): Promise<void> {
  const settings = await outputOf(await start(settingsArgs(target), ENGLISH))
  const [, first = '~/.ssh/known_hosts'] = /^userknownhostsfile (\S+)/m.exec(settings) ?? []
  const file = target.knownHostsFile ?? expandHome(first)
  const text = /^hashknownhosts yes$/m.test(settings) ? hashed(line) : line
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const last = linesOf(file).at(-1) ?? ''
  appendFileSync(file, `${last === '' ? '' : '\n'}${text}\n`, { mode: 0o600 })
}

/** Returns the state of a host's key from the messages of an ssh that does not try to log in. */
function stateOf(text: string): HostKey['state'] {
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|host key .* has changed/i.test(text)) return 'changed'
  return /Host key verification failed|No .* host key is known/i.test(text) ? 'new' : 'known'
}

/**
 * Returns the line with each host name hashed, as described under SSH_KNOWN_HOSTS FILE FORMAT in sshd(8):
 * `|1|salt|HMAC-SHA1 of the name`, in base64.
 */
function hashed(line: string): string {
  const [names = '', ...rest] = line.split(' ')
  return names
    .split(',')
    .map(name => [hashedName(name), ...rest].join(' '))
    .join('\n')
}

function hashedName(name: string): string {
  const salt = randomBytes(20)
  const digest = createHmac('sha1', salt).update(name).digest('base64')
  return `|1|${salt.toString('base64')}|${digest}`
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() || 'it has no host key'
}
