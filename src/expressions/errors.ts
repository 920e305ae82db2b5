import { suggest } from '../base/suggest.ts'
import { InputError } from '../errors.ts'
import { keyHint } from '../functions/lookup.ts'
import { kindOf } from '../values/plain.ts'
import { FUNCTION_NAMES } from './functions.ts'
import { type Compiles, jinjaConditionHint } from './jinja-hints.ts'
import { VARIABLE } from './view.ts'

/** An error of the CEL library, with the fields that Drover reads. */
export interface CelError extends Error {
  readonly code?: string
  readonly summary?: string
  readonly range?: { readonly start: number }
  readonly node?: { readonly op?: string; readonly args?: unknown }
}

export interface Explained {
  readonly message: string
  readonly hint?: string | undefined
  readonly offset: number | undefined
}

/** What is needed to explain an error of CEL. */
export interface Explaining {
  /** Evaluates a part of the expression, to describe its value in the message. */
  readonly evaluate?: ((part: string) => unknown) | undefined
  /** Returns a hint for a missing variable. */
  readonly advise: (name: string) => string | undefined
  /** Whether a text is a valid expression. Suggestions that are not valid are not shown. */
  readonly compiles: Compiles
}

/** Converts an error of CEL to Drover's message, with a hint and the offset in the expression. */
export function celError(
  text: string,
  error: CelError,
  { evaluate, advise, compiles }: Explaining,
): Explained {
  const offset = error.range?.start
  if (error instanceof InputError)
    return { message: error.message, hint: jinjaConditionHint(text, compiles) ?? error.hint, offset }
  const summary = error.summary ?? error.message
  const explained = explain(text, error, summary, evaluate, advise)
  return { offset, ...explained, hint: jinjaConditionHint(text, compiles) ?? explained.hint }
}

type Words = { readonly message: string; readonly hint?: string | undefined }

function explain(
  text: string,
  error: CelError,
  summary: string,
  evaluate: ((part: string) => unknown) | undefined,
  advise: (name: string) => string | undefined,
): Words {
  switch (error.code) {
    case 'unknown_variable':
      return unknownVariable(summary, advise)
    case 'no_such_key':
      return missingKey(text, error, summary, evaluate)
    case 'index_out_of_bounds':
      return {
        message: summary.replace(
          /^No such key: index out of bounds, index (\S+) .*?(\d+)$/,
          'there is no item $1: the list has $2',
        ),
      }
    case 'no_such_overload':
      return wrongOperands(summary)
    case 'no_matching_overload':
      return wrongCall(summary)
    case 'invalid_logical_operand':
      return {
        message: `\`&&\` and \`||\` take true or false, got ${kindWord(/got '(.*)'/.exec(summary)?.[1] ?? '')}`,
        hint: 'compare it: `x != ""`, `size(xs) > 0`, `x > 0`; `bool(x)` converts text such as `yes`; a result has `.changed`, `.failed`, `.skipped`',
      }
    case 'invalid_condition_type':
      return {
        message: `\`… ? … : …\` takes true or false first, got ${kindWord(/got '(.*)'/.exec(summary)?.[1] ?? '')}`,
      }
    case 'incompatible_ternary_branches':
      return {
        message: 'both values of `… ? … : …` must be of the same type',
        hint: 'wrap one in `dyn()` if this is intended',
      }
    case 'reserved_identifier': {
      const name = summary.replace('Reserved identifier: ', '')
      return {
        message: `\`${name}\` is a reserved word of CEL and cannot be a variable`,
        hint: `write \`vars["${name}"]\``,
      }
    }
    case 'invalid_macro_argument':
      if (summary.startsWith('has()')) {
        return {
          message: '`has()` takes a key of a variable, such as `has(x.y)`',
          hint: 'for a variable write `defined(x)`, for a key with other characters `"a-b" in x`',
        }
      }
      return { message: lowerFirst(summary) }
    case undefined:
      return { message: `this expression cannot be evaluated: ${lowerFirst(summary)}` }
    default:
      return syntax(error.code, summary)
  }
}

function unknownVariable(summary: string, advise: (name: string) => string | undefined): Words {
  const name = summary.replace('Unknown variable: ', '').replace(VARIABLE, '')
  return {
    message: `there is no variable \`${name}\``,
    hint:
      advise(name) ??
      `quote it if it is text: \`"${name}"\`; test whether a variable exists with \`defined(${name})\``,
  }
}

function missingKey(
  text: string,
  error: CelError,
  summary: string,
  evaluate?: (part: string) => unknown,
): Words {
  const key = summary.replace('No such key: ', '')
  const [left] = (error.node?.args ?? []) as { start: number; end: number }[]
  if (!left || typeof left !== 'object') return { message: `there is no key \`${key}\`` }
  const part = text.slice(left.start, left.end)
  try {
    const value = evaluate?.(part)
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (isMap) return { message: `\`${part}\` has no key \`${key}\``, hint: keyHint(value, key) }
    if (value !== undefined) return { message: `\`${part}\` is ${kindOf(value)}, so it has no \`${key}\`` }
  } catch {
    // A part with a loop's variable in it has no value by itself.
  }
  return { message: `\`${part}\` has no key \`${key}\`` }
}

function wrongOperands(summary: string): Words {
  const [, left = '', sign = '', right = ''] =
    /^no such overload: (.+?) (==|!=|<=|>=|<|>|in|[-+*/%]) (.+)$/.exec(summary) ?? []
  if (sign === '') {
    const [, unary = '', type = ''] = /^no such overload: ([!-])(.+)$/.exec(summary) ?? []
    const wanted = unary === '!' ? 'true or false' : 'a number'
    return {
      message: `\`${unary}\` takes ${wanted}, got ${kindWord(type)}`,
      hint: unary === '!' ? 'compare it: `x == ""`, `size(xs) == 0`' : undefined,
    }
  }
  const words = [kindWord(left), kindWord(right)]
  const isMix = words.includes('text') && words.includes('a number')
  const hint = isMix ? conversionHint(sign) : undefined
  if (sign === 'in') return { message: `\`in\` takes a list, a map or a text on the right, got ${words[1]}` }
  return { message: `\`${sign}\` cannot be used with ${words[0]} and ${words[1]}`, hint }
}

function conversionHint(sign: string): string {
  return sign === '+' ? 'convert the number with `string()`' : 'convert the text with `int()` or `double()`'
}

function wrongCall(summary: string): Words {
  const [, name = '', args = ''] = /'(.+?)\((.*)\)'$/s.exec(summary) ?? []
  const bare = name.replace(/^.*\./, '')
  const got = args === '' ? 'nothing' : args.split(', ').map(kindWord).join(', ')
  if (FUNCTION_NAMES.has(bare)) {
    const receiver = name.includes('.') ? kindWord(name.slice(0, name.lastIndexOf('.'))) : undefined
    return { message: `\`${bare}\` does not take ${got}${receiver ? `, called on ${receiver}` : ''}` }
  }
  const python = Object.hasOwn(PYTHON, bare) ? PYTHON[bare] : undefined
  if (python !== undefined)
    return { message: `there is no function \`${bare}\``, hint: `write \`${python}\`` }
  const near = suggest(bare, FUNCTION_NAMES)
  return { message: `there is no function \`${bare}\``, hint: near ? `did you mean \`${near}\`?` : undefined }
}

/** Methods of Python's strings and dicts that CEL does not have, and what to write instead. */
const PYTHON: Readonly<Record<string, string>> = {
  find: 'text.contains("part")',
  index: 'text.contains("part")',
  count: 'size(text.split("part")) - 1',
  startswith: 'text.startsWith("part")',
  endswith: 'text.endsWith("part")',
  lower: 'text.lowerAscii()',
  upper: 'text.upperAscii()',
  strip: 'text.trim()',
  rstrip: 'text.trim()',
  lstrip: 'text.trim()',
  splitlines: 'text.lines()',
  isdigit: 'text.matches("^[0-9]+$")',
  format: 'a + b',
  get: 'default(map.key, other)',
  keys: 'map',
  len: 'size(list)',
  str: 'string(value)',
  float: 'double(value)',
}

function syntax(code: string, summary: string): Words {
  if (code === 'unterminated_string') return { message: 'this text has no closing quote' }
  if (code === 'expected_token' || code === 'unexpected_token' || code === 'unexpected_character') {
    const atEnd = /EOF/.test(summary)
    return {
      message: atEnd ? 'the expression ends too early' : 'this is not an expression that CEL can read',
    }
  }
  return { message: lowerFirst(summary) }
}

function kindWord(type: string): string {
  const name = type.replace(/^dyn<(.*)>$/, '$1')
  if (/^list/.test(name)) return 'a list'
  if (/^(map|LazyMap)/.test(name)) return 'a map'
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    int: 'a number',
    double: 'a number',
    uint: 'a number',
    bool: 'true or false',
    null: 'null',
    dyn: 'a value',
    bytes: 'bytes',
  }
  return words[name] ?? name
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
