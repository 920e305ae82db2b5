import { type Probe, probe } from '../../remote/probe.ts'
import { type ShellText, sh } from '../../shell/quote.ts'

/** The types of keys, by what their public parts begin with. */
const TYPES: readonly (readonly [begin: string, type: KeyPairType])[] = [
  ['ssh-rsa', 'rsa'],
  ['ssh-dss', 'dsa'],
  ['ecdsa-sha2-', 'ecdsa'],
  ['ssh-ed25519', 'ed25519'],
]

/** The types of keys that ssh-keygen makes. */
export const KEY_PAIR_TYPES = ['rsa', 'dsa', 'ecdsa', 'ed25519'] as const

export type KeyPairType = (typeof KEY_PAIR_TYPES)[number]

/** A private key of OpenSSH as ssh-keygen reads it. */
export interface OpenSshKey {
  readonly type: KeyPairType | undefined
  /** Bits. */
  readonly size: number
  /** `SHA256:…`. */
  readonly fingerprint: string
  /** Type and data of the public part. */
  readonly publicKey: string
  readonly comment: string
}

/**
 * Asks ssh-keygen for a private key. The answer is null if it cannot be read: with the passphrase, or without one if there is none; a key
 * that is not encrypted cannot be read with a passphrase.
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
    // Anything but a file, such as a named pipe, could keep ssh-keygen waiting.
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

/** The parts of a line with a public key. */
export function publicParts(line: string): { publicKey: string; comment: string } {
  const [, publicKey = '', comment = ''] = /^(\S+ \S+) ?(.*)$/.exec(line.trim()) ?? []
  return { publicKey, comment }
}

/** A script in which ssh-keygen writes a private key to `"$t"`; the public one next to it is removed, as it is made from it later. */
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
 * A shell function `answer_keygen WORDS` that runs ssh-keygen and answers its questions for passphrases. Without a terminal of its own,
 * it reads them from standard input: here, a document of the shell, so that no process has them as an argument.
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
