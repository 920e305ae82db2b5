import { type Probe, probe } from '../../remote/probe.ts'
import { type ShellText, sh } from '../../shell/quote.ts'

/** The types of keys, each with the prefix of its public keys. */
const TYPES: readonly (readonly [begin: string, type: KeyPairType])[] = [
  ['ssh-rsa', 'rsa'],
  ['ssh-dss', 'dsa'],
  ['ecdsa-sha2-', 'ecdsa'],
  ['ssh-ed25519', 'ed25519'],
]

/** The types of keys that ssh-keygen can create. */
export const KEY_PAIR_TYPES = ['rsa', 'dsa', 'ecdsa', 'ed25519'] as const

export type KeyPairType = (typeof KEY_PAIR_TYPES)[number]

/** A private key of OpenSSH. */
export interface OpenSshKey {
  readonly type: KeyPairType | undefined
  /** Size in bits. */
  readonly size: number
  /** `SHA256:…`. */
  readonly fingerprint: string
  /** The public key as `TYPE DATA`, without a comment. */
  readonly publicKey: string
  readonly comment: string
}

/**
 * Returns a probe for a private key. The result is null if the key cannot be read: without `passphrase` if it is
 * encrypted, with `passphrase` if that is wrong or the key is not encrypted.
 */
export function openSshKey(path: string, passphrase: string | undefined): Probe<OpenSshKey | null> {
  const isOpen = sh`LC_ALL=C ssh-keygen -y -P '' -f ${path} 2>/dev/null </dev/null`
  const read =
    passphrase === undefined
      ? sh`u=$(${isOpen}) || exit 0`
      : sh`u=$(${isOpen}) && exit 0
${answeringKeygen([passphrase])}
u=$(answer_keygen -y -f ${path} 2>/dev/null) || exit 0`
  return probe({
    title: `OpenSSH key ${path}`,
    // ssh-keygen could wait forever for something that is not a regular file, such as a named pipe.
    script: sh`[ -f ${path} ] || exit 0
${read}
printf '%s\n' "$u"
printf '%s\n' "$u" | LC_ALL=C ssh-keygen -l -f -`,
    parse: ({ stdout }) => (stdout.length === 0 ? null : keyIn(stdout.toString())),
  })
}

function keyIn(printed: string): OpenSshKey {
  const [publicLine = '', about = ''] = printed.split('\n')
  const { publicKey, comment } = publicParts(publicLine)
  const [size = '', fingerprint = ''] = about.split(' ')
  const type = TYPES.find(([begin]) => publicKey.startsWith(begin))?.[1]
  return { type, size: Number(size), fingerprint, publicKey, comment }
}

/** Splits a line with a public key into the key (`TYPE DATA`) and its comment. */
export function publicParts(line: string): { publicKey: string; comment: string } {
  const [, publicKey = '', comment = ''] = /^(\S+ \S+) ?(.*)$/.exec(line.trim()) ?? []
  return { publicKey, comment }
}

/**
 * Returns the script that writes a new private key to `"$t"`. It removes the public key that ssh-keygen writes next to
 * it: that file is created later from the private key.
 */
export function newKeyScript({
  type,
  bits,
  comment = '',
  passphrase,
}: {
  readonly type: KeyPairType
  readonly bits: number
  readonly comment?: string | undefined
  readonly passphrase?: string | undefined
}): ShellText {
  const words = sh`-q -t ${type} -b ${String(bits)} -C ${comment} -f "$t"`
  const make =
    passphrase === undefined
      ? sh`ssh-keygen ${words} -N '' </dev/null || exit`
      : sh`${answeringKeygen([passphrase, passphrase])}
answer_keygen ${words} >/dev/null || exit`
  return sh`rm -f -- "$t"
${make}
rm -f -- "$t.pub"`
}

/**
 * Returns a shell function `answer_keygen WORDS` that runs ssh-keygen and answers its prompts for passphrases. Without
 * a controlling terminal, ssh-keygen reads them from standard input: here, a here-document, so that no process has them
 * as an argument.
 */
function answeringKeygen(answers: readonly string[]): ShellText {
  return sh`a=${answers.join('\n')}
s=; ! command -v setsid >/dev/null 2>&1 || s=setsid
answer_keygen() {
LC_ALL=C $s ssh-keygen "$@" <<D_ANSWERS
$a
D_ANSWERS
}`
}
