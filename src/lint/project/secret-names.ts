import type { Source } from '../../errors.ts'
import { constantText } from './written.ts'

const NAMES =
  /(^|_)(password|passwd|passphrase|pass|secret|api_?key|secret_key|access_key|secret_access_key)$|^token$|_?(api|access|auth|bearer|refresh|bot|secret|github|gitlab|slack|vault|deploy)_token$/i

/** Names that end like the name of a secret, but are not secrets. */
const OTHERS =
  /^(update|ask|generate|no|reset|random|check|set|change|expire|encrypt)_|^(ansible_)?(become|sudo)_ask_pass$/i

/** Returns whether a variable or param with this name probably contains a secret. */
export function isSecretName(name: string): boolean {
  return NAMES.test(name) && !OTHERS.test(name)
}

/**
 * Returns the text of a secret that is written in plain text; undefined for a template, a hash, a path, or a word for
 * "none".
 */
export function plainSecret(source: Source): string | undefined {
  const text =
    source.kind === 'scalar' && typeof source.value === 'boolean' ? undefined : constantText(source)
  if (text === undefined || /^([*!x]*|omit|none|null|true|false|yes|no)$/i.test(text)) return undefined
  const isHash =
    /^(!*\$(1|2[abxy]?|5|6|y|gy|7)\$|SCRAM-SHA-256\$|md5[0-9a-f]{32}$|\{\w+\}|\*[0-9A-F]{40}$)/.test(text)
  const isPath = /^(\.{0,2}|~)\//.test(text)
  return isHash || isPath ? undefined : text
}
