import { text } from '../../authoring/params.ts'
import { compileRegex } from '../../base/python-regex.ts'

/** A param that is a regular expression in Python's syntax. Its value is the string; see `compileRegex`. */
export function regexParam() {
  return text().superRefine((value, context) => {
    try {
      compileRegex(value)
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: `expected a regular expression: ${(error as Error).message}`,
      })
    }
  })
}
