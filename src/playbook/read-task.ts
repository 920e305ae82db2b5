import type { MapSource, Source } from '../errors.ts'
import { attempt } from '../yaml/problems.ts'
import { refuseGiven } from '../yaml/variables.ts'
import type { Reading } from './keywords/context.ts'
import { type Inherited, inherit, STEP_KEYS } from './keywords/inherit.ts'
import type { Keywords } from './keywords/keywords.ts'
import { readListen } from './keywords/listen.ts'
import { readLoopControl } from './keywords/loop-control.ts'
import { readRegister } from './keywords/register.ts'
import {
  type Check,
  type ConditionSource,
  isListOrTemplate,
  isNumber,
  isText,
  readConditions,
  readNames,
} from './keywords/values.ts'
import { readParams, withDefaults } from './read-params.ts'
import type { TaskStep } from './steps.ts'
import { type FoundType, findTaskType } from './task-type-key.ts'
import { refuseUnsupported } from './unsupported-ansible.ts'

const OWN_KEYS = [
  'name',
  'loop',
  'loop_control',
  'register',
  'notify',
  'listen',
  'changed_when',
  'failed_when',
  'until',
  'retries',
  'delay',
  'async',
  'poll',
  'args',
  'guard',
]

/** The keywords of a task. */
export const TASK_KEYS: readonly string[] = [...OWN_KEYS, ...STEP_KEYS]

/** Reads one task. Wrong keywords are added to `reading.problems`. Throws InputError if its task type is unknown. */
export function readTask(source: MapSource, outer: Inherited, reading: Reading): TaskStep {
  const { problems } = reading
  const keywords = refuseUnsupported(source.entries, reading)
  const inherited = inherit(outer, keywords, STEP_KEYS, reading)
  const checked = (key: string, check: Check): Source | undefined => {
    const value = keywords.get(key)?.value
    if (value) attempt(problems, () => check(key, value))
    return value
  }
  const read = <T>(key: string, how: (key: string, value: Source) => T): T | undefined => {
    const value = keywords.get(key)?.value
    return value && attempt(problems, () => how(key, value))
  }
  const conditions = (key: string): readonly ConditionSource[] | undefined => read(key, readConditions)
  const optional = {
    name: checked('name', isText),
    loop: checked('loop', isListOrTemplate),
    register: read('register', readRegister),
    changedWhen: conditions('changed_when'),
    failedWhen: conditions('failed_when'),
    until: conditions('until'),
    retries: checked('retries', isNumber),
    delay: checked('delay', isNumber),
    async: checked('async', isNumber),
    poll: checked('poll', isNumber),
  }
  const own = {
    loopControl: readLoopControl(keywords, reading),
    notify: read('notify', readNames) ?? outer.notify ?? [],
    listen: readListen(keywords, reading),
  }
  const found = findTaskType(source, keywords, TASK_KEYS, reading)
  const params = found.unsupported ? found.params : paramsOf(found, keywords, inherited)
  if (found.type === 'set_fact') refuseGivenFacts(params, reading)
  return {
    kind: 'task',
    ...inherited,
    place: source.place,
    type: found.type,
    typePlace: found.place,
    params,
    ...(found.unsupported ? { unsupported: found.unsupported } : {}),
    ...own,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<TaskStep>),
  }
}

function paramsOf(found: FoundType, keywords: Keywords, { moduleDefaults }: Inherited): Source {
  return withDefaults(found.type, readParams(found, keywords.get('args')), moduleDefaults?.get(found.type))
}

function refuseGivenFacts(params: Source, { problems }: Reading): void {
  if (params.kind !== 'map') return
  for (const [name, { keyPlace }] of params.entries)
    attempt(problems, () => refuseGiven(name, keyPlace, '`set_fact`'))
}
