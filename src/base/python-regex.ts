import { memo } from './memo.ts'

/**
 * Compiles a regular expression of a playbook, in Python's dialect: named groups `(?P<name>…)`, `\A`, `\Z`, `(?i)` at
 * the start; only `\n` ends a line for `^`, `$` and `.`, and `$` also matches before the last line break. `flags` are
 * added to those of the pattern: Python's `m`, `s` and `i`, and JavaScript's `d`, `g` and `y`. Throws SyntaxError for
 * what JavaScript has no equivalent of: `(?x)`, flags for a part, conditionals.
 */
export function compileRegex(pattern: string, flags = ''): RegExp {
  // Only the translation is cached, since RegExp objects have a state, `lastIndex`.
  const { source, native } = translations(`${flags}/${pattern}`, () => nativeRegex(pattern, flags))
  return new RegExp(source, native)
}

interface NativeRegex {
  readonly source: string
  readonly native: string
}

const translations = memo<NativeRegex>()

function nativeRegex(pattern: string, flags: string): NativeRegex {
  const [, letters = '', rest = ''] = INLINE_FLAGS.exec(pattern) ?? []
  const strange = [...letters].find(letter => !'aimsuL'.includes(letter))
  if (strange) throw new SyntaxError(`the flag \`${strange}\` of \`${pattern}\` is not supported`)
  const all = new Set(letters + flags)
  const native = [...all].filter(flag => 'digsy'.includes(flag)).join('')
  return { source: translate(rest, pattern, linesOf(all)), native }
}

/** Returns whether a pattern has the flag `(?m)`, so that `^` and `$` match at each line. */
export function isMultiline(pattern: string): boolean {
  return INLINE_FLAGS.exec(pattern)?.[1]?.includes('m') ?? false
}

const INLINE_FLAGS = /^(?:\(\?([aiLmsux]+)\))?(.*)$/s

/**
 * Returns replacements for `^`, `$` and `.`: in JavaScript `\r` ends a line too, and `$` never matches before a final
 * line break.
 */
function linesOf(flags: ReadonlySet<string>): Readonly<Record<string, string>> {
  return {
    ...(flags.has('m') ? { '^': '(?<![^\\n])', $: '(?![^\\n])' } : { $: '(?=\\n?(?![\\s\\S]))' }),
    ...(flags.has('s') ? {} : { '.': '[^\\n]' }),
  }
}

/**
 * Replaces the references `\1`, `\g<1>` and `\g<name>` in a replacement by the groups of a match, and escapes such as
 * `\n` and `\t` by their characters. Throws SyntaxError for an unknown group.
 */
export function expandReplacement(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(/\\(?:g<(\w+)>|(\d{1,2})|(.))/gs, (whole, name, number, letter) => {
    if (letter !== undefined) return ESCAPES[letter] ?? whole
    const key = name ?? number
    if (!/^\d+$/.test(key)) {
      if (!match.groups || !(key in match.groups))
        throw new SyntaxError(`\`${whole}\` is not a group of the pattern`)
      return match.groups[key] ?? ''
    }
    if (Number(key) >= match.length) throw new SyntaxError(`\`${whole}\` is not a group of the pattern`)
    return match[Number(key)] ?? ''
  })
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
  b: '\b',
}

const OUTSIDE: readonly [RegExp, string][] = [
  [/^\\A/, '(?<![\\s\\S])'],
  [/^\\Z/, '(?![\\s\\S])'],
  [/^\\a/, '\\x07'],
  [/^\(\?P<(\w+)>/, '(?<$1>'],
  [/^\(\?P=(\w+)\)/, '\\k<$1>'],
  [/^\(\?#[^)]*\)/, ''],
  [/^\{,(\d+)\}/, '{0,$1}'],
]

function translate(pattern: string, whole: string, lines: Readonly<Record<string, string>>): string {
  let out = ''
  let rest = pattern
  let isInClass = false
  while (rest !== '') {
    if (!isInClass) {
      if (/^\(\?([a-zA-Z]+(-[a-zA-Z]+)?[:)]|\(|>)/.test(rest) || /^[*+?}][+]/.test(rest)) {
        throw new SyntaxError(
          `\`${rest.slice(0, 6)}\` in \`${whole}\` is not supported: JavaScript has no equivalent`,
        )
      }
      const known = OUTSIDE.find(([from]) => from.test(rest))
      if (known) {
        const taken = known[0].exec(rest)?.[0] ?? ''
        out += taken.replace(...known)
        rest = rest.slice(taken.length)
        continue
      }
    }
    // In Python a `]` directly after the opening bracket is literal.
    const opening = isInClass ? undefined : /^\[\^?\]?/.exec(rest)?.[0]
    if (opening !== undefined) {
      isInClass = true
      out += opening.replace(']', '\\]')
      rest = rest.slice(opening.length)
      continue
    }
    const taken = /^\\[\s\S]/.exec(rest)?.[0] ?? rest[0] ?? ''
    if (isInClass && taken === ']') isInClass = false
    out += isInClass ? taken : (lines[taken] ?? taken)
    rest = rest.slice(taken.length)
  }
  return out
}
