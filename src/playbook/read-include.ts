import { InputError, type MapSource, type Source } from '../errors.ts'
import { describe } from '../yaml/describe.ts'
import type { VarsSource } from '../yaml/load.ts'
import { attempt } from '../yaml/problems.ts'
import { readTextParams } from './ansible-forms/text-params.ts'
import type { Reading } from './keywords/context.ts'
import { type Inherited, inherit, STEP_KEYS, varsOf } from './keywords/inherit.ts'
import { type Keywords, refuseUnknownKeys } from './keywords/keywords.ts'
import { readListen } from './keywords/listen.ts'
import { readLoopControl, refuseParallel } from './keywords/loop-control.ts'
import { readRegister } from './keywords/register.ts'
import { isListOrTemplate, isText } from './keywords/values.ts'
import type { ParamsOfInclude } from './roles/loop-params.ts'
import type { IncludeStep } from './steps.ts'
import { refuseUnsupported } from './unsupported-ansible.ts'

/** The keywords that every include has, whether of tasks or of a role. */
export const INCLUDE_KEYS: readonly string[] = ['name', 'loop', 'loop_control', 'register', ...STEP_KEYS]

/** Keywords that apply only to the include itself and not to the included tasks, as in Ansible. */
const OWN = ['when', 'tags', 'vars', 'ignore_errors']

/** Reads `include_tasks: web.yml` or `include_tasks: {file: web.yml, apply: {tags: web}}`. */
export function readInclude(
  source: MapSource,
  written: Keywords,
  outer: Inherited,
  reading: Reading,
): IncludeStep {
  const keywords = refuseUnsupported(written, reading)
  const own = reading.isHandlers ? ['include_tasks', 'listen'] : ['include_tasks']
  refuseUnknownKeys(keywords, [...own, ...INCLUDE_KEYS], '`include_tasks`', reading)
  return readInclusion(
    source,
    keywords,
    { ...fileAndApply(written, reading), given: varsOf(keywords, reading) },
    outer,
    reading,
  )
}

/** Reads the keywords that all includes have in common. */
export function readInclusion(
  source: MapSource,
  keywords: Keywords,
  { file, given, apply }: { readonly file: Source; readonly given: VarsSource; readonly apply?: Keywords },
  outer: Inherited,
  reading: Reading,
): IncludeStep {
  const isForFirstHost = source.dialect === 'ansible' && keywords.has('run_once')
  const own = isForFirstHost ? [...OWN, 'run_once'] : OWN
  const passedKeys = STEP_KEYS.filter(key => !own.includes(key))
  const { includeParams, ...passed } = inherit(outer, keywords, passedKeys, reading)
  const params = [...(includeParams ?? []), ...paramsOf(given)]
  const withParams = params.length > 0 ? { includeParams: params } : {}
  const inner = apply ? inherit(passed, apply, STEP_KEYS, reading) : passed
  const name = keywords.get('name')?.value
  const loop = keywords.get('loop')?.value
  const register = keywords.get('register')?.value
  const registered = register && attempt(reading.problems, () => readRegister('register', register))
  const loopControl = readLoopControl(keywords, reading)
  refuseParallel(loopControl, 'an include', reading)
  if (name) attempt(reading.problems, () => isText('name', name))
  if (loop) attempt(reading.problems, () => isListOrTemplate('loop', loop))
  return {
    kind: 'include',
    ...inherit(
      passed,
      keywords,
      own.filter(key => key !== 'vars'),
      reading,
    ),
    ...withParams,
    place: source.place,
    ...(name ? { name } : {}),
    file,
    playbookDir: reading.playbookDir,
    ...(loop ? { loop } : {}),
    ...(registered ? { register: registered } : {}),
    loopControl,
    listen: readListen(keywords, reading),
    ...(isForFirstHost ? { isForFirstHost } : {}),
    inner: { ...inner, ...withParams },
  }
}

/**
 * Returns an include's `vars` as params, which take precedence over registered variables and facts, unlike the
 * `vars` of a block.
 */
function paramsOf(vars: VarsSource): ParamsOfInclude[] {
  return vars.size > 0 ? [new Map([...vars].map(([name, source]) => [name, { source }]))] : []
}

function fileAndApply(keywords: Keywords, reading: Reading): { file: Source; apply?: Keywords } {
  const entry = keywords.get('include_tasks')
  const value = entry && readTextParams('include_tasks', entry.value)
  const isMap = value?.kind === 'map'
  const file = isMap ? value.entries.get('file')?.value : value
  if (!file) {
    throw new InputError('`include_tasks` names a file', {
      place: entry?.keyPlace,
      hint: 'such as `include_tasks: web.yml`',
    })
  }
  isText('include_tasks', file)
  if (!isMap) return { file }
  refuseUnknownKeys(value.entries, ['file', 'apply'], '`include_tasks`', reading)
  const apply = value.entries.get('apply')?.value
  if (!apply) return { file }
  if (apply.kind !== 'map') {
    throw new InputError(`\`apply\` must be a map of keywords, got ${describe(apply)}`, {
      place: apply.place,
    })
  }
  refuseUnknownKeys(apply.entries, STEP_KEYS, '`apply`', reading)
  return { file, apply: apply.entries }
}
