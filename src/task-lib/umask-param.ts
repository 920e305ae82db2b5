import { text } from '../authoring/params.ts'

/**
 * A param that is a umask: a string of octal digits, because YAML reads `0022` as a number. The error message
 * contains the example.
 */
export function umaskParam(example: string) {
  return text().refine(
    mask => /^[0-7]{1,4}$/.test(mask),
    `expected a mask of octal digits in quotes, such as \`"${example}"\``,
  )
}
