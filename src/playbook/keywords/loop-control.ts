import { InputError, type Source } from '../../errors.ts'
import { describe, isTemplated } from '../../yaml/describe.ts'
import { attempt } from '../../yaml/problems.ts'
import { type Reading, valueNow } from './context.ts'
import { varsOf } from './inherit.ts'
import { type Keywords, refuseUnknownKeys } from './keywords.ts'
import { isFlag, isNumber, isText, readName } from './values.ts'

const KEYS = ['loop_var', 'index_var', 'label', 'pause', 'parallel', 'extended', 'extended_allitems']

/** Reads `loop_control`. Errors are added to `reading.problems`. */
export function readLoopControl(keywords: Keywords, reading: Reading): LoopControl {
  const control = keywords.get('loop_control')
  if (!control) return { loopVar: 'item' }
  const { problems } = reading
  if (control.value.kind !== 'map') {
    problems.push(
      new InputError(`\`loop_control\` must be a map, got ${describe(control.value)}`, {
        place: control.value.place,
        hint: 'such as `loop_control: {loop_var: name}`',
      }),
    )
    return { loopVar: 'item' }
  }
  // Ansible ignores `loop_control` without a loop.
  if (!keywords.has('loop') && control.value.dialect !== 'ansible') {
    problems.push(new InputError('`loop_control` needs a `loop`', { place: control.keyPlace }))
  }
  const { entries } = control.value
  refuseUnknownKeys(entries, KEYS, '`loop_control`', reading)
  const name = (key: string): string | undefined => {
    const entry = entries.get(key)
    return entry && attempt(problems, () => readName(key, nameNow(key, entry.value, keywords, reading)))
  }
  const indexVar = name('index_var')
  const label = entries.get('label')?.value
  const pause = entries.get('pause')?.value
  const parallel = entries.get('parallel')
  const extended = entries.get('extended')?.value
  const extendedAllItems = entries.get('extended_allitems')?.value
  attempt(problems, () => {
    if (pause) isNumber('pause', pause)
    if (parallel) isNumber('parallel', parallel.value)
    if (parallel && pause)
      throw new InputError('`pause` and `parallel` exclude each other', { place: parallel.keyPlace })
    if (extended) isFlag('extended', extended)
    if (extendedAllItems) isFlag('extended_allitems', extendedAllItems)
    if (label?.kind === 'scalar') isText('label', label)
  })
  return {
    loopVar: name('loop_var') ?? 'item',
    ...(indexVar === undefined ? {} : { indexVar }),
    ...(label ? { label } : {}),
    ...(pause ? { pause } : {}),
    ...(parallel ? { parallel: parallel.value } : {}),
    ...(extended ? { extended } : {}),
    ...(extendedAllItems ? { extendedAllItems } : {}),
  }
}

/**
 * Renders a name that is a template with the variables of the task and the play. Throws InputError if it needs
 * others.
 */
function nameNow(key: string, source: Source, keywords: Keywords, reading: Reading): Source {
  if (source.kind !== 'scalar' || !isTemplated(source)) return source
  const vars = new Map([...reading.vars, ...varsOf(keywords, reading)])
  return { ...source, value: String(valueNow(`\`${key}\``, source, { ...reading, vars })) }
}

/** Adds an error to `problems` if a step that runs several tasks per item has `parallel`. */
export function refuseParallel({ parallel }: LoopControl, what: string, { problems }: Reading): void {
  if (!parallel) return
  problems.push(
    new InputError(`${what} cannot have \`parallel\``, {
      place: parallel.place,
      hint: 'set it on a task with `command`, `shell`, `script` or `raw`',
    }),
  )
}

export interface LoopControl {
  /** The variable of the item; default `item`. */
  readonly loopVar: string
  readonly indexVar?: string
  readonly label?: Source
  readonly pause?: Source
  /** The maximum number of items that run at the same time on a host. Only for tasks that run a single program. */
  readonly parallel?: Source
  /** Whether each item's result includes `ansible_loop`. Tasks can read the variable in any case. */
  readonly extended?: Source
  /** Whether `ansible_loop` includes all items of the loop; default true. */
  readonly extendedAllItems?: Source
}
