import { type Term, Untranslatable } from './term.ts'

/** Writes a term as the content of `{{ }}` in a template. Throws Untranslatable. */
export function toTemplate(term: Term): string {
  const text = written(term)
  // The spaces separate the braces from those of `{{ }}`.
  if (text === '{}') return ' {} '
  return text.startsWith('(') ? text.slice(1, -1) : text
}

/** Writes a term as an argument of a helper or block, with calls in parentheses. Throws Untranslatable. */
export function toValue(term: Term): string {
  return written(term)
}

function written(term: Term): string {
  switch (term.kind) {
    case 'path':
      return pathOf([], term)
    case 'constant':
      return constantOf(term.value)
    case 'list':
      return term.items.length === 0 ? '[]' : call('list', term.items)
    case 'map':
      return term.entries.length === 0 ? '{}' : call('dict', term.entries.flat())
    case 'item':
      return itemOf(term)
    case 'plus':
      if (term.type === 'number') return call('add', [term.left, term.right])
      if (term.type === 'text' || term.type === 'list') return call('concat', [term.left, term.right])
      throw new Untranslatable('`+` of operands of unknown type')
    case 'minus':
      return term.of.kind === 'constant' && typeof term.of.value === 'number'
        ? String(-term.of.value)
        : call('sub', [{ kind: 'constant', value: 0 }, term.of])
    case 'type':
      return typeTest(term)
    case 'each':
      if (term.helper) return written(term.helper)
      throw new Untranslatable('a filter for each item')
    case 'call':
      return call(
        { first_true: 'or', all_true: 'and', not_true: 'not' }[term.name] ?? term.name,
        term.args,
        term.options,
      )
  }
}

function call(name: string, args: readonly Term[], options: Readonly<Record<string, Term>> = {}): string {
  const named = Object.entries(options).map(([key, value]) => `${key}=${written(value)}`)
  return `(${[name, ...args.map(written), ...named].join(' ')})`
}

/** The names that `type_debug` has for CEL's types. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'str',
  map: 'dict',
  bool: 'bool',
  double: 'float',
  int: 'int',
}

function typeTest({ of, types }: Term & { readonly kind: 'type' }): string {
  const name: Term = { kind: 'call', name: 'type_debug', args: [of] }
  const tests = types.map(type => `(eq ${written(name)} '${TYPE_NAMES[type] ?? type}')`)
  return tests.length > 1 ? `(or ${tests.join(' ')})` : tests.join('')
}

/**
 * Writes a constant, in single quotes because the whole value is in double quotes in YAML. Handlebars has no escapes
 * except for the quote itself. Throws Untranslatable.
 */
function constantOf(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value)
  if (/\r|\}\}|\{\{|\\['"]|\\$/.test(value)) throw new Untranslatable('such a text')
  if (!value.includes("'")) return `'${value}'`
  if (!value.includes('"')) return `"${value}"`
  const parts = value.split(/('+)/).filter(part => part !== '')
  return `(concat ${parts.map(part => (part.startsWith("'") ? `"${part}"` : `'${part}'`)).join(' ')})`
}

/** The data variables of `#each` that correspond to Jinja's `loop` variables. */
const LOOP: Readonly<Record<string, string>> = {
  index0: '@index',
  index: '(add @index 1)',
  first: '@first',
  last: '@last',
}

/** Writes keys. Constant keys become parts of a path; other keys, and any key of a helper's result, need `lookup`. */
function itemOf(term: Term & { readonly kind: 'item' }): string {
  const keys: Term[] = []
  let of: Term = term
  while (of.kind === 'item') {
    keys.unshift(of.key)
    of = of.of
  }
  const [first] = keys
  if (of.kind === 'path' && of.name === 'loop') {
    const data = first?.kind === 'constant' ? LOOP[String(first.value)] : undefined
    if (data === undefined || keys.length > 1) throw new Untranslatable('`loop`')
    return data
  }
  const dynamic = keys.findIndex(key => key.kind !== 'constant' || !isPart(key.value))
  const own = dynamic < 0 ? keys : keys.slice(0, dynamic)
  const rest = dynamic < 0 ? [] : keys.slice(dynamic)
  if (of.kind !== 'path') return call('lookup', [of, ...keys])
  const path = pathOf(own, of)
  return rest.length === 0 ? path : `(lookup ${[path, ...rest.map(written)].join(' ')})`
}

function isPart(value: string | number | boolean | null): boolean {
  return typeof value === 'number'
    ? Number.isInteger(value)
    : typeof value === 'string' && /^[^\]\n{}]+$/.test(value)
}

function pathOf(keys: readonly Term[], { name }: Term & { readonly kind: 'path' }): string {
  if (['this', 'else', 'loop'].includes(name)) throw new Untranslatable(`\`${name}\``)
  const parts = keys.map(key => {
    const text = key.kind === 'constant' ? String(key.value) : ''
    return /^[A-Za-z_][\w-]*$/.test(text) ? text : `[${text}]`
  })
  return [name, ...parts].join('.')
}
