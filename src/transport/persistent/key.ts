import { createHmac } from 'node:crypto'
import { readlinkSync, statSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import type { Target } from '../spawn.ts'

/** The length of a name, in characters of six bits each. */
export const NAME_LENGTH = 16

/**
 * Returns the name of a target's persistent connection: the same for the same settings of host and user, another one
 * as soon as one of them changes. Secrets are part of it, but cannot be found from it without the key.
 */
export function connectionKey(key: Buffer, target: Target, surroundings: string): string {
  const { address, port, user, privateKeyFile, knownHostsFile, sshArgs, password, passphrase } = target
  const who = JSON.stringify([
    address,
    port ?? null,
    user ?? null,
    privateKeyFile ?? null,
    knownHostsFile ?? null,
    sshArgs,
    password?.reveal() ?? null,
    passphrase?.reveal() ?? null,
    // An edited configuration file counts as another one.
    filesIn(sshArgs).map(stampOf),
    surroundings,
  ])
  return createHmac('sha256', key).update(who).digest('base64url').slice(0, NAME_LENGTH)
}

/**
 * Returns what else identifies a connection, of this machine and process: the host name, the network, the ssh-agent,
 * the directory of relative paths, and the configuration files of ssh.
 */
export function environmentFingerprint(env: NodeJS.ProcessEnv): string {
  return JSON.stringify([
    hostname(),
    networkNamespace(),
    process.cwd(),
    env.SSH_AUTH_SOCK ?? null,
    [join(homedir(), '.ssh', 'config'), '/etc/ssh/ssh_config'].map(stampOf),
  ])
}

/** Returns the files of `-F FILE` and `-i FILE`, written as one word or two. */
function filesIn(words: readonly string[]): string[] {
  return words.flatMap((word, nth) => {
    if (word === '-F' || word === '-i') return [words[nth + 1] ?? '']
    return /^-[Fi]./.test(word) ? [word.slice(2)] : []
  })
}

function stampOf(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file)
    return `${file} ${ino} ${size} ${mtimeMs}`
  } catch {
    return `${file} -`
  }
}

/** Returns the network of this process: in another network the same address may be another host. */
function networkNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/net')
  } catch {
    // Not on Linux: there is only one network.
    return ''
  }
}
