import { InputError, type MapSource, type Place, type ScalarSource, type Source } from '../../../errors.ts'
import { isNothing } from '../../../yaml/describe.ts'
import { plainName } from '../../keywords/keywords.ts'
import { fileglob, firstFound, type Search } from './files.ts'
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
import type { Terms } from './terms.ts'

/** What makes the items of a loop of a list that is rendered. */
const FORMS: Readonly<Record<string, (terms: Terms) => unknown>> = {
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
}

/** The same for what needs files, hosts or chance: the variables it reads in addition to its own. */
const WITH_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  fileglob: ['playbook_dir'],
  first_found: ['playbook_dir'],
  inventory_hostnames: ['groups'],
  random_choice: ['inventory_hostname'],
}

/** Whether a key such as `with_items` is a loop that can be read. */
function isLoopForm(key: string): boolean {
  const name = formOf(key)
  return name !== undefined && (Object.hasOwn(FORMS, name) || Object.hasOwn(WITH_VARIABLES, name))
}

/** `items` of `with_items` and `with_ansible.builtin.items`. */
function formOf(key: string): string | undefined {
  return key.startsWith('with_') ? plainName(key.slice('with_'.length)) : undefined
}

/** A task with `loop` in place of `with_items` and its kind. Throws InputError if it has two loops. */
export function withoutLoopForms(task: MapSource): MapSource {
  const [found, second] = [...task.entries].filter(([key]) => isLoopForm(key))
  if (!found) return task
  const [form, { keyPlace, value }] = found
  const other = second ?? [...task.entries].find(([key]) => key === 'loop')
  if (other)
    throw new InputError(`a task has one loop, but this one has \`${form}\` and \`${other[0]}\``, {
      place: other[1].keyPlace,
    })
  if (isNothing(value)) throw new InputError(`\`${form}\` has no value`, { place: keyPlace })
  const loop = loopOf(form, value, kindOfFiles(task))
  const entries = [...task.entries].map(entry =>
    entry[0] === form ? (['loop', { keyPlace, value: loop }] as const) : entry,
  )
  return { ...task, entries: new Map(entries) }
}

/** Ansible looks for the files of a loop where the task looks for its own. */
function kindOfFiles({ entries }: MapSource): string {
  const names = [...entries.keys()].filter(key => key !== 'vars').join(' ')
  if (names.includes('template')) return 'templates'
  return names.includes('var') ? 'vars' : 'files'
}

function loopOf(form: string, value: Source, kind: string): Source {
  const name = formOf(form) ?? ''
  const { place } = value
  const given = { form, place }
  const make = FORMS[name]
  if (make)
    return {
      kind: 'list',
      items: [value],
      place,
      make: ([of], render) => make({ ...given, value: of && render(of) }),
    }
  const variables = (WITH_VARIABLES[name] ?? []).map(variable => variableOf(variable, place))
  return {
    kind: 'list',
    items: [value, ...variables],
    place,
    make: ([of = value, variable = value], render) => {
      const needed = render(variable)
      const search: Search = { playbook: String(needed), kind, render }
      if (name === 'first_found') return firstFound(given, of, search)
      const terms: Terms = { ...given, value: render(of) }
      if (name === 'fileglob') return fileglob(terms, search)
      return name === 'random_choice' ? randomChoice(terms, String(needed)) : hostnames(terms, needed)
    },
  }
}

function variableOf(name: string, place: Place): ScalarSource {
  return { kind: 'scalar', tag: '!expr', value: name, place }
}
