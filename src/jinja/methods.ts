import { call, constant, type Term } from './term.ts'

/**
 * Methods of Python's strings and dicts, as calls of Drover's own functions. Each returns undefined for arguments
 * that the function does not take.
 */
export const METHODS: Readonly<Record<string, (of: Term, args: readonly Term[]) => Term | undefined>> = {
  get: (of, [key, other]) => key && call('default', { kind: 'item', of, key }, other ?? constant(null)),
  split: (of, args) => (args.length <= 1 ? call('split', of, ...args) : undefined),
  splitlines: (of, args) => (args.length === 0 ? call('lines', of) : undefined),
  startswith: (of, [part]) => part && call('startswith', of, part),
  endswith: (of, [part]) => part && call('endswith', of, part),
  lower: of => call('lower', of),
  upper: of => call('upper', of),
  capitalize: of => call('capitalize', of),
  strip: (of, args) => (args.length === 0 ? call('trim', of) : undefined),
  replace: (of, [old, other, more]) => (old && other && !more ? call('replace', of, old, other) : undefined),
  join: (of, [items]) => items && call('join', items, of),
  keys: of => call('keys', of),
  values: of => call('values', of),
  isdigit: of => call('matches', of, constant('^[0-9]+$')),
}
