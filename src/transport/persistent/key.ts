import { createHmac } from 'node:crypto'
import { readlinkSync, statSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import type { Target } from '../spawn.ts'

/** Characters of a name, of six bits each. */
export const NAME_LENGTH = 16

/**
 * The name of a target's persistent connection: equal for equal settings of host and user, different as soon as
 * one of them changes. Secrets are part of it, and cannot be read from it without the key.
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
    // A configuration that was named is another one when it was edited.
    filesIn(sshArgs).map(stampOf),
    surroundings,
  ])
  return createHmac('sha256', key).update(who).digest('base64url').slice(0, NAME_LENGTH)
}

/**
 * The parts of this machine and process that matter too: the network, the agent, the directory of relative
 * paths, ssh's files.
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

/** The files that `-F FILE` and `-i FILE` name, in one word or two. */
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

/** The same address is another host in another network. */
function networkNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/net')
  } catch {
    // Not on Linux: there is one network.
    return ''
  }
}
