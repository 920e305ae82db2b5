import { InputError, type MapSource, type Source } from '../errors.ts'
import { describe } from '../yaml/describe.ts'
import { attempt, throwProblems } from '../yaml/problems.ts'
import type { Reading } from './keywords/context.ts'
import { readGuard } from './keywords/guard.ts'
import { type Inherited, inherit, STEP_KEYS } from './keywords/inherit.ts'
import { type Keywords, refuseKeyword, refuseUnknownKeys } from './keywords/keywords.ts'
import { isFlag, isText, readNames } from './keywords/values.ts'
import { REPETITION_KEYS, readRepetition } from './read-repetition.ts'
import type { RoundOfBlock } from './roles/loop-params.ts'
import type { BlockStep, Step } from './steps.ts'
import { refuseUnsupported } from './unsupported-ansible.ts'

/** The keywords of a block. */
export const BLOCK_KEYWORDS: readonly string[] = [
  'block',
  'rescue',
  'always',
  'rescue_unreachable',
  'name',
  'guard',
  'notify',
  ...REPETITION_KEYS,
  ...STEP_KEYS,
]

/** Keywords that are only meaningful on a single task. */
const OF_TASKS = ['register', 'listen', 'async', 'poll', 'changed_when', 'failed_when', 'args']

type ReadSteps = (source: Source, inherited: Inherited, reading: Reading) => Step[]

/** Reads a block and merges its keywords into the steps inside. */
export function readBlock(
  source: MapSource,
  written: Keywords,
  outer: Inherited,
  reading: Reading,
  readSteps: ReadSteps,
): BlockStep {
  const forRound = (round: RoundOfBlock): BlockStep => {
    const inner = { ...reading, problems: [] }
    const given = { ...outer, includeParams: [...(outer.includeParams ?? []), round] }
    const { loop: _, ...block } = readBlock(source, written, given, inner, readSteps)
    throwProblems(inner.problems)
    return block
  }
  if (!written.has('block')) {
    const key = written.has('rescue') ? 'rescue' : 'always'
    throw new InputError(`\`${key}\` needs a \`block\``, {
      place: written.get(key)?.keyPlace,
      hint: 'list its tasks under `block:`',
    })
  }
  const keywords = refuseTaskKeywords(refuseUnsupported(written, reading), reading)
  refuseUnknownKeys(keywords, BLOCK_KEYWORDS, 'a block', reading)
  const inherited = { ...inherit(outer, keywords, STEP_KEYS, reading), ...readNotify(keywords, reading) }
  const name = keywords.get('name')?.value
  if (name) attempt(reading.problems, () => isText('name', name))
  const rescueUnreachable = readRescueUnreachable(keywords, reading)
  const steps = (key: string): Step[] => {
    const value = keywords.get(key)?.value
    if (!value) return []
    return attempt(reading.problems, () => readSteps(mustBeList(key, value), inherited, reading)) ?? []
  }
  const guard = readGuard(keywords, reading)
  const block = steps('block')
  if (guard) attempt(reading.problems, () => refuseNestedGuard(block))
  return {
    kind: 'block',
    ...inherited,
    place: source.place,
    ...(name ? { name } : {}),
    block,
    rescue: steps('rescue'),
    always: steps('always'),
    ...(guard ? { guard } : {}),
    ...(rescueUnreachable ? { rescueUnreachable } : {}),
    ...readRepetition(keywords, forRound, reading),
  }
}

function readNotify(keywords: Keywords, { problems }: Reading): Pick<Inherited, 'notify'> {
  const written = keywords.get('notify')?.value
  const notify = written && attempt(problems, () => readNames('notify', written))
  return notify ? { notify } : {}
}

function readRescueUnreachable(keywords: Keywords, { problems }: Reading): Source | undefined {
  const written = keywords.get('rescue_unreachable')
  if (!written) return undefined
  attempt(problems, () => isFlag('rescue_unreachable', written.value))
  if (!keywords.has('rescue'))
    problems.push(
      new InputError('`rescue_unreachable` needs a `rescue`', {
        place: written.keyPlace,
        hint: 'add the tasks that run if a host becomes unreachable below `rescue:`',
      }),
    )
  return written.value
}

function refuseTaskKeywords(written: Keywords, reading: Reading): Keywords {
  return OF_TASKS.reduce((keywords, key) => {
    return refuseKeyword(
      keywords,
      key,
      `a block cannot have \`${key}\``,
      'set it on the tasks inside',
      reading,
    )
  }, written)
}

function mustBeList(key: string, source: Source): Source {
  if (source.kind === 'list') return source
  throw new InputError(`\`${key}\` must be a list of tasks, got ${describe(source)}`, { place: source.place })
}

/** Throws InputError if one of the steps, or a step inside them, has a guard of its own. */
function refuseNestedGuard(steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.kind !== 'block') continue
    if (step.guard) {
      throw new InputError('a guard is inside another guard', {
        place: step.guard.place,
        hint: 'remove the inner guard: the outer guard already covers all its tasks',
      })
    }
    refuseNestedGuard([...step.block, ...step.rescue, ...step.always])
  }
}
