import { isUtf8 } from 'node:buffer'

/** The maximum size of a file that is shown in a diff, in bytes, as in Ansible. */
export const MAX_DIFF = 104_448

/**
 * Returns the `text` of a change, for its diff; an empty object if one of the texts is binary, larger than `MAX_DIFF`,
 * or looks like a secret (a private key, password hashes). `null` means that the file does not exist.
 */
export function textChange(
  before: Buffer | string | null,
  after: Buffer | string | null,
): { text?: { before: string; after: string } } {
  const [old, next] = [before, after].map(showable)
  return old === undefined || next === undefined ? {} : { text: { before: old, after: next } }
}

/** Whether a text must not be shown: private keys in their usual encodings, age identities, password hashes. */
function looksSecret(text: string): boolean {
  return SECRET_LOOKS.some(look => look.test(text))
}

const SECRET_LOOKS = [
  /PRIVATE KEY/,
  /PuTTY-User-Key-File/,
  /AGE-SECRET-KEY-1/,
  /^\$ANSIBLE_VAULT;/,
  /^[^:\n]+:!?\$[0-9a-z]{1,8}\$[^:\n]+/m,
]

function showable(content: Buffer | string | null): string | undefined {
  if (content === null) return ''
  const bytes = Buffer.from(content)
  if (bytes.length > MAX_DIFF || bytes.includes(0) || !isUtf8(bytes)) return undefined
  const text = bytes.toString('utf8')
  return looksSecret(text) ? undefined : text
}
