import { text } from '../authoring/params.ts'

/**
 * Returns the schema of a umask: octal digits in a string, because YAML reads `0022` as a number. The error shows
 * `example`.
 */
export function umaskParam(example: string) {
  return text().refine(
    mask => /^[0-7]{1,4}$/.test(mask),
    `expected a mask of octal digits in quotes, such as \`"${example}"\``,
  )
}
