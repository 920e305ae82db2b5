import { JinjaError } from './error.ts'
import { formatValue, readPart } from './format-spec.ts'
import type { Passed } from './passed.ts'
import { toRepr } from './text.ts'
import { used } from './values.ts'

/**
 * Formats text as Python's `str.format` does:
 * https://docs.python.org/3/library/string.html#format-string-syntax.
 */
export function formatText(text: string, passed: Passed): string {
  let next = 0
  return text.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]/g,
    (whole, field, conversion, spec) => {
      if (whole === '{{' || whole === '}}') return whole.slice(1)
      if (whole === '{' || whole === '}')
        throw new JinjaError(`\`format\`: a single \`${whole}\`; write it twice`)
      const [name = '', ...path] = String(field).split(/[.[]/)
      const key = name === '' ? String(next++) : name
      let value = /^\d+$/.test(key) ? passed.all[Number(key)] : passed.named.get(key)
      if (value === undefined) throw new JinjaError(`\`format\`: there is no value for \`{${field}}\``)
      for (const part of path) value = readPart(value, part.replace(/\]$/, ''))
      const shown = conversion === 'r' || conversion === 'a' ? toRepr(value) : used(value)
      return formatValue(shown, spec ?? '')
    },
  )
}
