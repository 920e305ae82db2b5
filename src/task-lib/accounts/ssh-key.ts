import { posix } from 'node:path'
import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'
import type { Change, Json, Outputs } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import type { Unknown } from '../../values/unknown.ts'

/** Params for the ssh key of a user. */
export const sshKeyParams = {
  generate_ssh_key: flag()
    .default(false)
    .describe('Create an ssh key for the user with ssh-keygen. An existing key is kept, even with `force`.')
    .meta({ examples: [true] }),
  ssh_key_type: z
    .enum(['rsa', 'ed25519', 'ecdsa', 'dsa'])
    .default('rsa')
    .describe('Type of the key.')
    .meta({ examples: ['ed25519'] }),
  ssh_key_bits: number()
    .optional()
    .describe('Size of the key in bits. By default, ssh-keygen decides.')
    .meta({ examples: [4096] }),
  ssh_key_file: text()
    .refine(path => path !== '' && !/[\r\n\0]/.test(path), 'expected a path')
    .optional()
    .describe(
      'Path of the private key. A relative path starts in the home directory of the user. Default: `.ssh/id_TYPE`.',
    )
    .meta({ examples: ['.ssh/deploy'] }),
  ssh_key_comment: text()
    .optional()
    .describe('Comment of the key. Default: `USER@HOST`.')
    .meta({ examples: ['deploy@web1'] }),
  ssh_key_passphrase: text()
    .refine(
      words => words === '' || /^[^\r\n\0]{5,}$/.test(words),
      'expected one line of five or more characters',
    )
    .optional()
    .describe('Passphrase of the key. It is passed to ssh-keygen on standard input.')
    .meta({ secret: true, examples: ['correct horse'] }),
}

/** The wanted ssh key of a user. In a dry run, reading a param with an unknown value throws UnknownValueError. */
export interface SshKeyParams {
  readonly generate_ssh_key: boolean
  readonly ssh_key_type: string
  readonly ssh_key_bits?: number | undefined
  readonly ssh_key_file?: string | undefined
  readonly ssh_key_comment?: string | undefined
  readonly ssh_key_passphrase?: string | undefined
}

/** Returns the path of the private key. A relative `ssh_key_file` starts in the home directory. */
export function sshKeyPath({ ssh_key_file, ssh_key_type }: SshKeyParams, home: string): string {
  const given = ssh_key_file?.replace(/^~\//, '') ?? `.ssh/id_${ssh_key_type}`
  return posix.resolve(home, given)
}

/**
 * Returns the path of the private key that has to be created; undefined if the task does not ask for a key, or if one
 * of its two files exists.
 */
export async function lackedSshKey(
  host: ReadHost,
  params: SshKeyParams,
  home: string,
): Promise<string | undefined> {
  if (!params.generate_ssh_key) return undefined
  const path = sshKeyPath(params, home)
  const found = await host.ask(fileStates([path, `${path}.pub`]))
  return found.every(state => state === null) ? path : undefined
}

/** Returns the predicted changes for a new key: its private and its public file. */
export function sshKeyMade(path: string, owner: string, group: Json | Unknown): Change[] {
  const planned = (name: string, mode: string): Change => ({
    ...{ resource: `file:${name}`, action: 'create', before: null },
    after: { state: 'file', mode, owner, group },
  })
  return [planned(path, '0600'), planned(`${path}.pub`, '0644')]
}

/**
 * Probe for the public key and its fingerprint as ssh-keygen prints it. Both outputs are absent if there is no public
 * key.
 */
export function sshKey(path: string): Probe<Outputs> {
  return probe({
    title: `ssh key ${path}`,
    script: readScript(path),
    parse: ({ stdout }) => outputsOf(path, stdout),
  })
}

/**
 * Creates the ssh key of an existing user and returns the outputs about it. A key below the home directory is created
 * with the user's own rights, so that a symbolic link there gives no access to other files.
 */
export async function makeSshKey(
  host: Host,
  name: string,
  path: string,
  home: string,
  params: SshKeyParams,
): Promise<Outputs> {
  const { ssh_key_type, ssh_key_bits, ssh_key_comment, ssh_key_passphrase } = params
  const hasPassphrase = ssh_key_passphrase !== undefined && ssh_key_passphrase !== ''
  const words = [
    ...['-q', '-t', ssh_key_type, '-f', path],
    ...(ssh_key_bits === undefined ? [] : ['-b', String(ssh_key_bits)]),
    ...(ssh_key_comment === undefined ? [] : ['-C', ssh_key_comment]),
    ...(hasPassphrase ? [] : ['-N', '']),
  ]
  // Without a terminal of its own, ssh-keygen reads the passphrase from standard input.
  const make = sh`umask 077; mkdir -p -- ${posix.dirname(path)} || exit
s=; ! command -v setsid >/dev/null 2>&1 || s=setsid
$s ssh-keygen ${words} || exit`
  const isOwn = path.startsWith(`${posix.resolve(home)}/`)
  const script = isOwn
    ? sh`su -s /bin/sh ${name} -c ${make.text}`
    : sh`(${make}) && chown -h -- ${name}: ${path} ${`${path}.pub`}`
  const stdin = hasPassphrase ? { stdin: `${ssh_key_passphrase}\n${ssh_key_passphrase}\n` } : {}
  await host.run(sh`cd / && ${script}`, { title: `ssh key of ${name}`, ...stdin })
  const { stdout } = await host.run(readScript(path), { title: `fingerprint of ${path}` })
  return outputsOf(path, stdout)
}

function readScript(path: string): ShellText {
  // A symbolic link could point to a file that only root may read.
  return sh`k=${`${path}.pub`}
[ -f "$k" ] && [ ! -L "$k" ] || { echo; exit 0; }
LC_ALL=C ssh-keygen -l -f "$k" 2>/dev/null || echo
cat -- "$k" 2>/dev/null || :`
}

function outputsOf(path: string, stdout: Buffer): Outputs {
  const [fingerprint = '', ...lines] = stdout.toString().split('\n')
  const key = lines.join('\n').trim()
  return omitUndefined({
    ssh_key_file: path,
    ssh_fingerprint: fingerprint || undefined,
    ssh_public_key: /^(ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/=]+( .*)?$/.test(key) ? key : undefined,
  })
}
