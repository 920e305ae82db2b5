import { isTruthy } from '../compare.ts'
import type { Passed } from '../passed.ts'
import { amount } from '../values.ts'

export function center(text: string, width: number): string {
  const missing = width - [...text].length
  if (missing <= 0) return text
  const left = Math.floor(missing / 2) + (missing % 2 === 1 && width % 2 === 1 ? 1 : 0)
  return ' '.repeat(left) + text + ' '.repeat(missing - left)
}

/** Removes these characters from both ends; white space if `characters` is not a string. */
export function trim(text: string, characters: unknown): string {
  if (typeof characters !== 'string') return text.trim()
  const all = [...text]
  let [from, to] = [0, all.length]
  while (from < to && characters.includes(all[from] ?? '')) from += 1
  while (to > from && characters.includes(all[to - 1] ?? '')) to -= 1
  return all.slice(from, to).join('')
}

export function truncate(text: string, passed: Passed): string {
  const length = passed.integer(0, 'length', 255)
  const end = passed.text(2, 'end', '...')
  const leeway = amount(passed.value(3, 'leeway', 5) ?? 5) ?? 5
  const characters = [...text]
  if (characters.length <= length + leeway) return text
  const kept = characters.slice(0, length - [...end].length).join('')
  if (isTruthy(passed.value(1, 'killwords', false))) return kept + end
  const at = kept.lastIndexOf(' ')
  return (at < 0 ? kept : kept.slice(0, at)) + end
}
