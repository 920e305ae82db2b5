import { parseFlag } from '../../base/flag.ts'
import { isTruthy } from '../jinja/compare.ts'
import { JinjaError } from '../jinja/error.ts'
import { toText } from '../jinja/text.ts'

type Options = Readonly<Record<string, unknown>>

const PASSED = ['username', 'password', 'headers', 'timeout', 'validate_certs', 'use_proxy']
/**
 * Accepted and ignored, because curl always does both: it sends the password with the first request and uses no
 * cache.
 */
const GRANTED = ['force', 'force_basic_auth']

/**
 * Converts the options of the lookup `url` to those of the function `url`. Throws JinjaError for unknown ones.
 */
export function webOptions(given: Options): Options {
  const { http_agent: agent, ...options } = given
  const unknownOption = Object.keys(options).find(name => ![...PASSED, ...GRANTED].includes(name))
  if (unknownOption !== undefined) {
    throw new JinjaError(`the lookup \`url\` has no option \`${unknownOption}\``, {
      hint: `its options are ${[...PASSED, ...GRANTED, 'http_agent', 'split_lines'].join(', ')}`,
    })
  }
  const passed = Object.entries(options).filter(([name]) => PASSED.includes(name))
  const headers = {
    ...(agent === undefined ? {} : { 'User-Agent': toText(agent) }),
    ...(options.headers ?? {}),
  }
  return { ...Object.fromEntries(passed), headers }
}

/** Splits text into lines as Python's `bytes.splitlines` does. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/**
 * Separates the names and options in the terms of the lookup `dig`: `example.org/MX`, `qtype=MX` and
 * `@192.0.2.1` may appear among the names.
 */
export function readDig(terms: readonly string[], options: Options): { readonly names: string[] } & Options {
  const names: string[] = []
  let queryOptions: Options = { real_empty: false, ...options }
  for (const term of terms) {
    const [, option, value] = /^(\w+)=(.*)$/s.exec(term) ?? []
    const slash = term.indexOf('/')
    if (term.startsWith('@')) queryOptions = { ...queryOptions, servers: term.slice(1).split(',') }
    else if (option !== undefined)
      queryOptions = { ...queryOptions, [option]: parseFlag(value ?? '') ?? value }
    else if (slash >= 0) {
      names.push(term.slice(0, slash))
      queryOptions = { ...queryOptions, qtype: term.slice(slash + 1) }
    } else names.push(term)
  }
  return { names, ...checked(queryOptions, names.length > 1) }
}

function checked(
  { flat = 1, class: kind = 'IN', retry_servfail: _, ...queryOptions }: Options,
  isMany: boolean,
): Options {
  if (!isTruthy(flat) || flat === '0')
    throw new JinjaError('the lookup `dig` returns text, and cannot return dicts with `flat=0`')
  if (toText(kind).toUpperCase() !== 'IN')
    throw new JinjaError('the lookup `dig` supports only the class `IN`')
  const known = ['qtype', 'servers', 'fail_on_error', 'real_empty']
  const unknownOption = Object.keys(queryOptions).find(name => !known.includes(name))
  if (unknownOption !== undefined)
    throw new JinjaError(`the lookup \`dig\` has no option \`${unknownOption}\``)
  return isMany ? { ...queryOptions, real_empty: true } : queryOptions
}
