import { InputError, type MapSource, type Place, type ScalarSource, type Source } from '../../../errors.ts'
import { isNothing } from '../../../yaml/describe.ts'
import { plainName } from '../../keywords/collections.ts'
import { type FileRoots, fileglob, firstFound, type Search } from './files.ts'
import { hostnames, randomChoice } from './hosts.ts'
import {
  cartesian,
  dict,
  flattened,
  indexedItems,
  items,
  list,
  nested,
  subelements,
  together,
} from './lists.ts'
import { sequence } from './sequence.ts'
import { type Terms, termsOf } from './terms.ts'

/**
 * Functions that return the items of a loop, by the form's name. They get the rendered value, and the variable that
 * the form needs, if any.
 */
const FORMS: Readonly<Record<string, (terms: Terms, variable: unknown) => unknown>> = {
  items,
  list,
  flattened,
  dict,
  together,
  nested,
  cartesian,
  subelements,
  sequence,
  indexed_items: indexedItems,
  inventory_hostnames: hostnames,
  random_choice: (terms, host) => randomChoice(terms, String(host)),
}

/** The variables that some forms need in addition to their value. */
const VARIABLES: Readonly<Record<string, string>> = {
  inventory_hostnames: 'groups',
  random_choice: 'inventory_hostname',
}

/** Functions that return the items of the loop forms that search for files. */
const FILE_FORMS: Readonly<
  Record<string, (given: Omit<Terms, 'value'>, written: Source, search: Search) => unknown>
> = {
  fileglob: (given, written, search) => fileglob({ ...given, value: search.render(written) }, search),
  first_found: firstFound,
}

/** Lookups of Ansible that return one or several items per term; `with_NAME` loops over these. */
const LOOKUPS: readonly string[] = [
  ...['csvfile', 'dig', 'env', 'file', 'ini', 'lines', 'password', 'pipe', 'template', 'unvault', 'url'],
  ...['vars', 'varnames'],
]

/** Whether a key such as `with_items` is a loop form that Drover supports. */
function isLoopForm(key: string): boolean {
  const name = formOf(key)
  if (name === undefined) return false
  return Object.hasOwn(FORMS, name) || Object.hasOwn(FILE_FORMS, name) || LOOKUPS.includes(name)
}

/** Returns `items` for `with_items` and `with_ansible.builtin.items`; undefined for other keys. */
function formOf(key: string): string | undefined {
  return key.startsWith('with_') ? plainName(key.slice('with_'.length)) : undefined
}

/**
 * Replaces `with_items` and the other loop forms of a task by `loop`. Files are searched for in `roots`. Throws
 * InputError for a task with two loops.
 */
export function withoutLoopForms(task: MapSource, roots: FileRoots): MapSource {
  const [found, second] = [...task.entries].filter(([key]) => isLoopForm(key))
  if (!found) return task
  const [form, { keyPlace, value }] = found
  const other = second ?? [...task.entries].find(([key]) => key === 'loop')
  if (other)
    throw new InputError(`a task has one loop, but this one has \`${form}\` and \`${other[0]}\``, {
      place: other[1].keyPlace,
    })
  if (isNothing(value)) throw new InputError(`\`${form}\` has no value`, { place: keyPlace })
  const loop = loopOf(form, value, { ...roots, kind: kindOfFiles(task) })
  const entries = [...task.entries].map(entry =>
    entry[0] === form ? (['loop', { keyPlace, value: loop }] as const) : entry,
  )
  return { ...task, entries: new Map(entries) }
}

/** Returns the subfolder in which the task's own files are; as in Ansible, its loop searches there too. */
function kindOfFiles({ entries }: MapSource): string {
  const names = [...entries.keys()].filter(key => key !== 'vars').join(' ')
  if (names.includes('template')) return 'templates'
  return names.includes('var') ? 'vars' : 'files'
}

function loopOf(form: string, value: Source, files: Omit<Search, 'render'>): Source {
  const name = formOf(form) ?? ''
  const { place } = value
  const given = { form, place }
  const ofFiles = FILE_FORMS[name]
  if (ofFiles)
    return {
      kind: 'list',
      items: [value],
      place,
      make: ([of = value], render) => ofFiles(given, of, { ...files, render }),
    }
  if (LOOKUPS.includes(name)) {
    return {
      kind: 'list',
      items: [value],
      place,
      make: ([of = value], render, lookup) => lookup(name, termsOf({ ...given, value: render(of) }), place),
    }
  }
  const variable = VARIABLES[name]
  return {
    kind: 'list',
    items: [value, ...(variable === undefined ? [] : [variableOf(variable, place)])],
    place,
    make: ([of = value, needed], render) =>
      FORMS[name]?.({ ...given, value: render(of) }, needed && render(needed)),
  }
}

function variableOf(name: string, place: Place): ScalarSource {
  return { kind: 'scalar', tag: '!expr', value: name, place }
}
