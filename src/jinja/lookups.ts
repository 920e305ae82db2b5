import { ownValue } from '../base/own-value.ts'
import { call, constant, type Term, type TermArguments } from './term.ts'

/**
 * The function that replaces a lookup of Ansible. `gives: 'value'`: one call per term, each of which returns a
 * value; `gives: 'list'`: one call with all terms, which returns a list.
 */
interface Lookup {
  readonly name: string
  readonly gives: 'value' | 'list'
  readonly options: readonly string[]
}

/** The lookups that have a function in Drover, by their name in Ansible. */
const LOOKUPS: Readonly<Record<string, Lookup>> = {
  file: { name: 'file', gives: 'value', options: ['rstrip', 'lstrip', 'errors'] },
  env: { name: 'env', gives: 'value', options: ['default'] },
  vars: { name: 'vars', gives: 'value', options: ['default', 'errors'] },
  template: { name: 'template', gives: 'value', options: ['template_vars', 'errors'] },
  pipe: { name: 'pipe', gives: 'value', options: ['errors'] },
  password: { name: 'password', gives: 'value', options: ['length', 'chars', 'encrypt', 'seed', 'errors'] },
  csvfile: {
    name: 'csvfile',
    gives: 'value',
    options: ['file', 'delimiter', 'col', 'default', 'encoding', 'errors'],
  },
  ini: {
    name: 'ini',
    gives: 'value',
    options: [
      ...['file', 'section', 'type', 're', 'default', 'case_sensitive', 'allow_no_value', 'encoding'],
      'errors',
    ],
  },
  fileglob: { name: 'fileglob', gives: 'list', options: ['errors'] },
  varnames: { name: 'varnames', gives: 'list', options: ['errors'] },
  inventory_hostnames: { name: 'inventory_hostnames', gives: 'list', options: ['errors'] },
  sequence: { name: 'sequence', gives: 'list', options: ['start', 'end', 'count', 'stride', 'format'] },
}

/** What to use instead of lookups that have no function. */
const INSTEAD: Readonly<Record<string, string>> = {
  url: 'fetch it in a task, with `uri` and `return_content: true` or with `get_url`, and register the result',
  dig: 'run `dig +short NAME` with `command` on localhost, and register the result',
  config: 'Drover has no configuration file of its own to read',
  hashi_vault: 'read it with `!secret {command: [vault, kv, get, …]}`',
  passwordstore: 'read it with `!secret {command: [pass, NAME]}`',
}

/**
 * Translates a call of `lookup`, `query` or `q` to Drover's own functions. Returns undefined if they cannot express
 * it. `lookup` joins the values that it finds with commas; the others return a list.
 */
export function translateLookup(called: string, args: TermArguments): Term | undefined {
  const [first, ...terms] = args.values
  if (first?.kind !== 'constant') return undefined
  const wantsList = called !== 'lookup' || isTrue(args.named.get('wantlist'))
  const name = plainName(String(first.value))
  const named = new Map([...args.named].filter(([key]) => key !== 'wantlist' && key !== 'allow_unsafe'))
  const options = Object.fromEntries(named)
  if (name === 'first_found') return firstFound(terms, options, wantsList)
  const other = named.size === 0 ? byOtherFunction(name, terms, wantsList) : undefined
  return other ?? lookupOf(name, terms, options, wantsList)
}

/** Lookups of a single term that another function replaces. */
const SINGLE: Readonly<Record<string, (term: Term, wantsList: boolean) => Term>> = {
  dict: term => call('dict2items', term),
  unvault: (term, wantsList) =>
    listed([{ kind: 'call', name: 'file', args: [term], options: { rstrip: constant(false) } }], wantsList),
  lines: (term, wantsList) => joinedUnless(wantsList, call('lines', call('pipe', term))),
}

/** Lookups of lists that another function replaces. */
const LISTS: Readonly<Record<string, (terms: readonly Term[]) => Term | undefined>> = {
  items: terms => call('flatten', { kind: 'list', items: terms }, constant(1)),
  list: terms => ({ kind: 'list', items: terms }),
  nested: terms => (terms.length > 1 ? call('product', ...terms) : undefined),
  together: terms => (terms.length > 1 ? call('zip_longest', ...terms) : undefined),
  subelements: terms => (terms.length === 2 ? call('subelements', ...terms) : undefined),
}

function byOtherFunction(name: string, terms: readonly Term[], wantsList: boolean): Term | undefined {
  const [one, ...more] = terms
  if (!one) return undefined
  const single = more.length === 0 ? ownValue(SINGLE, name) : undefined
  if (single) return single(one, wantsList)
  return wantsList ? ownValue(LISTS, name)?.(terms) : undefined
}

/** Returns what to write instead of a lookup, if the text calls one. */
export function insteadOfLookup(text: string): string | undefined {
  const name = /\b(?:lookup|query|q)\(\s*['"]([\w.]+)['"]/.exec(text)?.[1]
  if (name === undefined) return undefined
  const plain = plainName(name)
  const own = ownValue(INSTEAD, plain)
  if (own !== undefined) return `there is no function for the lookup \`${name}\`: ${own}`
  if (Object.hasOwn(LOOKUPS, plain))
    return `the lookup \`${name}\` is the function \`${plain}\`, with its terms and options`
  return `there is no function for the lookup \`${name}\`: read files with \`file\`, and what a program prints with \`pipe\` or \`!secret {command: …}\``
}

function plainName(name: string): string {
  return name.replace(/^.*\./, '')
}

function lookupOf(
  name: string,
  terms: readonly Term[],
  given: Readonly<Record<string, Term>>,
  wantsList: boolean,
): Term | undefined {
  const lookup = ownValue(LOOKUPS, name)
  const read = withoutOptions(name, terms)
  if (!lookup || !read) return undefined
  const options = { ...read.options, ...given }
  if (!Object.keys(options).every(option => lookup.options.includes(option))) return undefined
  const make = (args: readonly Term[]): Term => ({ kind: 'call', name: lookup.name, args, options })
  // A pattern can match several keys, so the result is a list.
  const isPattern = name === 'ini' && 're' in options
  if (lookup.gives === 'list' || isPattern) return joinedUnless(wantsList, make(read.terms))
  if (read.terms.length === 0) return undefined
  return listed(
    read.terms.map(term => make([term])),
    wantsList,
  )
}

/** Lookups whose term may end with options: `lookup('password', 'path length=8')`. */
const WITH_OPTIONS = ['password', 'csvfile', 'ini', 'sequence']

const OPTION = /(?:^|\s)\w+=/

/** Separates the terms from the options in the text of the only term. Returns undefined if that is not possible. */
function withoutOptions(
  name: string,
  terms: readonly Term[],
): { terms: readonly Term[]; options: Record<string, Term> } | undefined {
  if (!WITH_OPTIONS.includes(name) || !terms.some(holdsOptions)) return { terms, options: {} }
  const [only, ...more] = terms
  const split = only && more.length === 0 ? splitEnd(only) : undefined
  if (!split || (split.start && holdsOptions(split.start))) return undefined
  const words = split.end.trim().split(/\s+/)
  const pairs = words.map(word => /^(\w+)=(.*)$/s.exec(word))
  if (pairs.includes(null)) return undefined
  const options = pairs.map(pair => {
    const [, key = '', value = ''] = pair ?? []
    return [key, constant(/^\d{1,9}$/.test(value) ? Number(value) : value)] as const
  })
  return { terms: split.start ? [split.start] : [], options: Object.fromEntries(options) }
}

function holdsOptions(term: Term): boolean {
  if (term.kind === 'constant') return OPTION.test(String(term.value))
  if (term.kind === 'plus') return holdsOptions(term.left) || holdsOptions(term.right)
  return term.kind === 'call' && term.name === 'concat' && term.args.some(holdsOptions)
}

/** Splits a constant, or a concatenation that ends with one, into its start and the options at its end. */
function splitEnd(term: Term): { start: Term | undefined; end: string } | undefined {
  if (term.kind === 'constant') {
    const text = String(term.value)
    const at = text.search(OPTION)
    if (at < 0) return undefined
    const start = text.slice(0, at)
    return { start: start === '' ? undefined : constant(start), end: text.slice(at) }
  }
  if (term.kind === 'plus') {
    const split = splitEnd(term.right)
    return split && { ...split, start: split.start ? { ...term, right: split.start } : term.left }
  }
  if (term.kind !== 'call' || term.name !== 'concat') return undefined
  const before = term.args.slice(0, -1)
  const [last] = term.args.slice(-1)
  const split = last && splitEnd(last)
  const args = split?.start ? [...before, split.start] : before
  return split && { ...split, start: args.length > 1 ? { ...term, args } : args[0] }
}

/** Returns a single value as it is and joins several with commas; with `wantsList`, returns a list. */
function listed(values: readonly Term[], wantsList: boolean): Term {
  const [only, ...more] = values
  const all: Term = { kind: 'list', items: values }
  if (wantsList) return all
  return only && more.length === 0 ? only : call('join', all, constant(','))
}

function joinedUnless(wantsList: boolean, list: Term): Term {
  return wantsList ? list : call('join', list, constant(','))
}

/** Translates `first_found`. With `wantsList`, the result is empty if no file exists and that is permitted. */
function firstFound(
  terms: readonly Term[],
  options: Record<string, Term>,
  wantsList: boolean,
): Term | undefined {
  if (!Object.keys(options).every(option => ['files', 'paths', 'skip', 'errors'].includes(option)))
    return undefined
  const found: Term = { kind: 'call', name: 'first_found', args: terms, options }
  if (!wantsList) return found
  const list: Term = { kind: 'list', items: [found] }
  return terms.every(({ kind }) => kind === 'constant') && !('skip' in options) && !('errors' in options)
    ? list
    : call('select', list)
}

function isTrue(term: Term | undefined): boolean {
  return term?.kind === 'constant' && term.value === true
}
