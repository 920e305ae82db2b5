import { entriesOf } from './collection-methods.ts'
import { JinjaError } from './error.ts'
import type { Calls } from './frame.ts'
import { Passed } from './passed.ts'
import { type ArgumentValues, Callable, Namespace } from './values.ts'

const LONGEST_RANGE = 1_000_000

/** The global functions of Jinja2 itself: https://jinja.palletsprojects.com/en/3.1.x/templates/#list-of-global-functions. */
export const JINJA_GLOBALS: Readonly<Record<string, unknown>> = {
  range: callable('range', (passed, calls) => {
    const [first, second] = [
      passed.integer(0, 'start'),
      passed.has(1, 'stop') ? passed.integer(1, 'stop') : undefined,
    ]
    const [start, stop, step] =
      second === undefined ? [0, first, 1] : [first, second, passed.integer(2, 'step', 1)]
    if (step === 0) throw new JinjaError('the step of `range` cannot be 0')
    const length = Math.max(0, Math.ceil((stop - start) / step))
    if (length > LONGEST_RANGE) throw new JinjaError(`\`range\` would have more than ${LONGEST_RANGE} items`)
    calls.spend(length)
    return Array.from({ length }, (_, index) => start + index * step)
  }),
  dict: callable('dict', passed => Object.fromEntries([...entriesOf(passed.all[0]), ...passed.named])),
  namespace: callable('namespace', passed => {
    const namespace = new Namespace()
    for (const [key, value] of [...entriesOf(passed.all[0]), ...passed.named])
      namespace.attributes.set(key, value)
    return namespace
  }),
  cycler: callable('cycler', ({ all }) => cycler(all)),
  joiner: callable('joiner', passed => {
    const separator = passed.text(0, 'sep', ', ')
    let isUsed = false
    return new Callable('joiner', () => {
      if (isUsed) return separator
      isUsed = true
      return ''
    })
  }),
}

function callable(name: string, work: (passed: Passed, calls: Calls) => unknown): Callable {
  return new Callable(name, (given: ArgumentValues, calls) => work(new Passed(name, given), calls))
}

function cycler(items: readonly unknown[]): Namespace {
  if (items.length === 0) throw new JinjaError('`cycler` needs values')
  const namespace = new Namespace()
  let at = 0
  const set = (): void => void namespace.attributes.set('current', items[at])
  set()
  namespace.attributes.set(
    'next',
    new Callable('next', () => {
      const found = items[at]
      at = (at + 1) % items.length
      set()
      return found
    }),
  )
  namespace.attributes.set(
    'reset',
    new Callable('reset', () => {
      at = 0
      set()
      return null
    }),
  )
  return namespace
}
