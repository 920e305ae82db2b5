import { readFileSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { resolve } from 'node:path'
import { noteInput } from '../base/files-read.ts'
import { InputError } from '../errors.ts'
import type { Inventory } from './inventory.ts'

/**
 * Splits a pattern into terms: at `,` and white space, and at `:` unless that is part of an IPv6 address, but never
 * within brackets or parentheses. A file name after `@` may contain spaces.
 */
export function splitPattern(pattern: string, inventory: Inventory): string[] {
  const parts = splitOutside(pattern, /,/).flatMap(part =>
    part.startsWith('@') ? [part] : splitOutside(part, /\s/),
  )
  return parts.flatMap(part => {
    const address = part.replace(/^[&!]/, '')
    // Most patterns have no colon. Skipping these avoids the first use of Node's regular expression for addresses,
    // which is slow.
    if (!part.includes(':')) return [part]
    const isWhole = part.startsWith('@') || isIPv6(address) || inventory.hosts.has(address)
    return isWhole ? [part] : splitOutside(part, /:/)
  })
}

/** Returns the lines of a file of patterns, without blank lines and comments. Throws InputError. */
export function readPatternFile(file: string): string[] {
  try {
    const text = readFileSync(resolve(file), 'utf8')
    noteInput(file, text)
    const lines = text.split(/\r?\n/)
    return lines.map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#'))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`
    throw new InputError(`the file \`${file}\` of \`--limit @${file}\` ${why}`, {
      hint: 'the path is relative to the current folder; `@failed` selects the hosts that failed in the last run',
      cause: error,
    })
  }
}

function splitOutside(text: string, separator: RegExp): string[] {
  const parts: string[] = []
  let part = ''
  let inBrackets = false
  let parentheses = 0
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? ''
    if (char === '\\') {
      part += char + (text[index + 1] ?? '')
      index += 1
      continue
    }
    if (char === '[') inBrackets = true
    else if (char === ']') inBrackets = false
    else if (!inBrackets && char === '(') parentheses += 1
    else if (!inBrackets && char === ')') parentheses -= 1
    if (separator.test(char) && !inBrackets && parentheses <= 0) {
      parts.push(part)
      part = ''
    } else part += char
  }
  return [...parts, part].map(each => each.trim()).filter(each => each !== '')
}
