/** A part of a template: text, a tag that is replaced by a value, or a tag that writes nothing itself. */
export type Part =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'value'; readonly tag: string }
  | { readonly is: 'block'; readonly tag: string }

/**
 * Joins the parts to a Handlebars template. Handlebars removes a line that contains only a block tag and white
 * space. Therefore a block tag at the beginning of a line gets a line of its own, and one that would otherwise
 * happen to be alone on its line gets `{{""}}` before it.
 */
export function layOut(parts: readonly Part[]): string {
  const joined = joinTexts(parts)
  let text = ''
  for (const [index, part] of joined.entries()) {
    if (part.is === 'text') text += escaped(part.text, text.endsWith('}}'), index < joined.length - 1)
    else if (part.is === 'value') text += part.tag
    else {
      const next = joined[index + 1]
      const isAtStart = text === '' || text.endsWith('\n')
      // Prevents that the tag is alone on its line.
      const needsGuard = !isAtStart && /(^|\n)[ \t]*$/.test(text) && mayEndLine(next)
      text += isAtStart ? `${part.tag}\n` : `${needsGuard ? NOTHING : ''}${part.tag}`
    }
  }
  return text
}

const NOTHING = '{{""}}'

function mayEndLine(next: Part | undefined): boolean {
  if (next === undefined) return true
  return next.is === 'text' && /^[ \t]*\r?(\n|$)/.test(next.text)
}

function joinTexts(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.is === 'text' && part.text === '') continue
    if (part.is === 'text' && last?.is === 'text')
      joined[joined.length - 1] = { is: 'text', text: last.text + part.text }
    else joined.push(part)
  }
  return joined
}

/**
 * Escapes text so that Handlebars writes it unchanged: braces next to a tag would be part of it, and a backslash
 * before a tag would escape it.
 */
function escaped(text: string, isBehindTag: boolean, isBeforeTag: boolean): string {
  const [, first = '', rest = ''] = isBehindTag ? (/^(\}*)([\s\S]*)$/.exec(text) ?? []) : ['', '', text]
  const [, middle = '', last = ''] = isBeforeTag ? (/^([\s\S]*?)(\{*)$/.exec(rest) ?? []) : ['', rest, '']
  const plain = middle.replace(/(\\*)\{\{/g, (_, backslashes: string) =>
    backslashes === '' ? '\\{{' : `${backslashes}\\{{""}}{{"{{"}}`,
  )
  const isGuarded = isBeforeTag && last === ''
  const ended = isGuarded || last !== '' ? plain.replace(/(\\+)$/, '$1\\') : plain
  return `${literal(first)}${ended}${literal(last)}`
}

function literal(braces: string): string {
  return braces === '' ? '' : `{{"${braces}"}}`
}
