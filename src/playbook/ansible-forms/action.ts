import { InputError, type MapSource, type Place, type Source } from '../../errors.ts'
import { describe, isNothing } from '../../yaml/describe.ts'
import { joinArgs, splitArgs } from './split-args.ts'

type Entry = { readonly keyPlace: Place; readonly value: Source }

/**
 * Returns a task that has its task type as a key, from one with `action: copy src=a`, `action: {module: copy, src:
 * a}` or the same as `local_action`. In the dialect of Ansible, a task type that is a template stays in `action:
 * {module: …, args: …}`. Throws InputError if `action` names no task type.
 */
export function withoutAction(task: MapSource): MapSource {
  const action = task.entries.get('action')
  const local = task.entries.get('local_action')
  if (action && local) {
    throw new InputError('a task has `action` or `local_action`, not both', { place: local.keyPlace })
  }
  const given = action ?? local
  if (!given) return task
  const { type, params, args } = typeAndParams(action ? 'action' : 'local_action', given)
  const entries = [...task.entries].filter(([key]) => key !== 'action' && key !== 'local_action')
  const delegate: Entry = {
    keyPlace: given.keyPlace,
    value: { kind: 'scalar', value: 'localhost', place: given.keyPlace },
  }
  const others = entries
    .filter(([key]) => !local || key !== 'delegate_to')
    .map(([key, entry]) => [key, key === 'args' ? withMore(entry, args) : entry] as const)
  const added = [
    ...(args && !task.entries.has('args')
      ? [['args', { keyPlace: given.keyPlace, value: args }] as const]
      : []),
    ...(local ? [['delegate_to', delegate] as const] : []),
  ]
  if (type.includes('{{')) {
    const module: Entry = { ...given, value: { ...given.value, kind: 'scalar', value: type } }
    const value: MapSource = {
      ...task,
      entries: new Map([
        ['module', module],
        ['args', { ...given, value: params }],
      ]),
    }
    return { ...task, entries: new Map([...others, ['action', { ...given, value }], ...added]) }
  }
  const hasType = others.some(([key]) => key === type)
  if (hasType)
    throw new InputError(`a task has one task type, but this one has \`${type}\` twice`, {
      place: given.keyPlace,
    })
  return {
    ...task,
    entries: new Map([...others, [type, { keyPlace: given.keyPlace, value: params }], ...added]),
  }
}

/**
 * Adds the params of `action` to a map `args`. Params of `action` take precedence. A value that is not a map is
 * returned unchanged; it is refused later.
 */
function withMore({ keyPlace, value }: Entry, more: MapSource | undefined): Entry {
  if (value.kind !== 'map' || !more) return { keyPlace, value }
  return { keyPlace, value: { ...value, entries: new Map([...value.entries, ...more.entries]) } }
}

interface Action {
  readonly type: string
  readonly params: Source
  /** Params in addition to the text. */
  readonly args?: MapSource
}

function typeAndParams(key: string, { keyPlace, value }: Entry): Action {
  if (value.kind === 'scalar' && typeof value.value === 'string') return fromText(key, value.value, value)
  if (value.kind !== 'map') {
    throw new InputError(`\`${key}\` must be a task type with its params, got ${describe(value)}`, {
      place: value.place,
      hint: `such as \`${key}: {module: copy, src: a, dest: /b}\``,
    })
  }
  const { module: named, args, ...others } = Object.fromEntries(value.entries)
  if (named?.value.kind !== 'scalar' || typeof named.value.value !== 'string') {
    throw new InputError(`\`${key}\` names no task type`, {
      place: keyPlace,
      hint: `such as \`${key}: {module: copy, src: a, dest: /b}\``,
    })
  }
  const { type, params: text } = fromText(key, named.value.value, named.value)
  const inner = args?.value.kind === 'map' ? args.value.entries : new Map<string, Entry>()
  const params = new Map([...Object.entries(others), ...inner])
  const rest = { ...value, entries: params }
  // A text with further params next to it: `module: shell echo a` with `creates`.
  return isNothing(text) ? { type, params: rest } : { type, params: text, args: rest }
}

/** Reads the task type from the first word of a text, and the params from the others. */
function fromText(key: string, text: string, source: Source & { kind: 'scalar' }): Action {
  const [first = '', ...rest] = splitArgs(text) ?? text.split(' ')
  const type = first.trim()
  const isTemplate = type.includes('{{')
  if (type === '' || (isTemplate && source.dialect !== 'ansible')) {
    throw new InputError(`\`${key}\` names its task type by ${describe({ ...source, value: type })}`, {
      place: source.place,
      hint: 'the task type has to be known before the run: `package` chooses the package manager of the host itself',
    })
  }
  return { type, params: { ...source, value: rest.length === 0 ? null : joinArgs(rest) } }
}
