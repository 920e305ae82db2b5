import { InputError, type Source } from '../../errors.ts'
import { describe } from '../../yaml/describe.ts'
import { attempt } from '../../yaml/problems.ts'
import type { Reading } from './context.ts'
import { type Keywords, refuseUnknownKeys } from './keywords.ts'
import { isFlag, isNumber, isText, readName } from './values.ts'

const KEYS = ['loop_var', 'index_var', 'label', 'pause', 'extended', 'extended_allitems']

/** Reads `loop_control`; what is wrong is noted. */
export function readLoopControl(keywords: Keywords, reading: Reading): LoopControl {
  const control = keywords.get('loop_control')
  if (!control) return { loopVar: 'item' }
  const { problems } = reading
  if (control.value.kind !== 'map') {
    problems.push(
      new InputError(`\`loop_control\` is a map, got ${describe(control.value)}`, {
        place: control.value.place,
        hint: 'such as `loop_control: {loop_var: name}`',
      }),
    )
    return { loopVar: 'item' }
  }
  if (!keywords.has('loop')) {
    problems.push(new InputError('`loop_control` needs a `loop`', { place: control.keyPlace }))
  }
  const { entries } = control.value
  refuseUnknownKeys(entries, KEYS, '`loop_control`', reading)
  const name = (key: string): string | undefined => {
    const entry = entries.get(key)
    return entry && attempt(problems, () => readName(key, entry.value))
  }
  const indexVar = name('index_var')
  const label = entries.get('label')?.value
  const pause = entries.get('pause')?.value
  const extended = entries.get('extended')?.value
  const extendedAllItems = entries.get('extended_allitems')?.value
  attempt(problems, () => {
    if (pause) isNumber('pause', pause)
    if (extended) isFlag('extended', extended)
    if (extendedAllItems) isFlag('extended_allitems', extendedAllItems)
    if (label?.kind === 'scalar') isText('label', label)
  })
  return {
    loopVar: name('loop_var') ?? 'item',
    ...(indexVar === undefined ? {} : { indexVar }),
    ...(label ? { label } : {}),
    ...(pause ? { pause } : {}),
    ...(extended ? { extended } : {}),
    ...(extendedAllItems ? { extendedAllItems } : {}),
  }
}

export interface LoopControl {
  /** Default `item`. */
  readonly loopVar: string
  readonly indexVar?: string
  readonly label?: Source
  readonly pause?: Source
  /** Whether each item's result includes `ansible_loop`; the variable always exists. */
  readonly extended?: Source
  /** Whether that `ansible_loop` has all items of the loop; default true. */
  readonly extendedAllItems?: Source
}
