import { InputError, type MapSource, type Source } from '../errors.ts'
import { describe, isNothing } from '../yaml/describe.ts'
import { loadYamlIfAny } from '../yaml/load.ts'
import { attempt } from '../yaml/problems.ts'
import { desugarStep } from './ansible-forms/desugar.ts'
import { readTextParams } from './ansible-forms/text-params.ts'
import { importedFile } from './imported-file.ts'
import { type Reading, withinImport } from './keywords/context.ts'
import { type GuardSource, readGuard } from './keywords/guard.ts'
import { type Inherited, inherit, STEP_KEYS } from './keywords/inherit.ts'
import {
  type Keywords,
  keywordsOf,
  refuseKeyword,
  refuseUnknownKeys,
  withoutUnused,
} from './keywords/keywords.ts'
import { isText } from './keywords/values.ts'
import { readBlock } from './read-block.ts'
import { readInclude } from './read-include.ts'
import { importRole, includeRole } from './read-role-task.ts'
import { readTask } from './read-task.ts'
import { readTemplatedAction } from './read-templated-action.ts'
import type { BlockStep, Step, TaskStep } from './steps.ts'
import { refuseUnsupported } from './unsupported-ansible.ts'

/**
 * Reads a list of tasks, blocks and includes; imports are replaced by their steps. Errors are added to
 * `reading.problems`. Throws InputError if the value is not a list.
 */
export function readSteps(source: Source, inherited: Inherited, reading: Reading): Step[] {
  if (isNothing(source)) return []
  if (source.kind !== 'list') {
    throw new InputError(`expected a list of tasks, got ${describe(source)}`, {
      place: source.place,
      hint: source.kind === 'map' ? 'begin each task with `- `' : undefined,
    })
  }
  return source.items.flatMap(
    item => attempt(reading.problems, () => readStep(item, inherited, reading)) ?? [],
  )
}

function readStep(written: Source, inherited: Inherited, reading: Reading): Step[] {
  if (written.kind !== 'map') {
    throw new InputError(`a task must be a map, got ${describe(written)}`, {
      place: written.place,
      hint: 'such as `- command: uptime`',
    })
  }
  const source = desugarStep(written, inherited, reading)
  const keywords = keywordsOf(source)
  if (keywords.has('hosts') || keywords.has('import_playbook')) {
    throw new InputError('expected a task, got a play', {
      place: source.place,
      hint: 'plays go in a playbook; `import_playbook` imports another playbook',
    })
  }
  if (['block', 'rescue', 'always'].some(key => keywords.has(key))) {
    return [readBlock(source, keywords, inherited, reading, readSteps)]
  }
  if (keywords.has('import_role')) return importRole(source, keywords, inherited, reading, readSteps)
  if (keywords.has('include_role')) return [includeRole(source, keywords, inherited, reading)]
  if (keywords.has('import_tasks')) return importTasks(source, keywords, inherited, reading)
  if (keywords.has('include_tasks')) return [readInclude(source, keywords, inherited, reading)]
  const templated = readTemplatedAction(source, keywords, inherited, reading, readSteps)
  if (templated) return [templated]
  const task = readTask(source, inherited, reading)
  const guard = readGuard(keywords, reading)
  return guard ? [guarded(task, guard, inherited)] : [task]
}

/** Returns a block that contains only this task, with its guard. */
function guarded(task: TaskStep, guard: GuardSource, outer: Inherited): BlockStep {
  const { place, name } = task
  return {
    kind: 'block',
    ...outer,
    place,
    ...(name ? { name } : {}),
    block: [task],
    rescue: [],
    always: [],
    guard,
  }
}

const IMPORT_KEYS = ['import_tasks', 'name', ...STEP_KEYS]

function importTasks(source: MapSource, written: Keywords, outer: Inherited, reading: Reading): Step[] {
  const keywords = refuseKeyword(
    refuseUnsupported(withoutUnused(source, written), reading),
    'loop',
    '`import_tasks` cannot loop: it is read once, before the run',
    'use `include_tasks`',
    reading,
  )
  refuseUnknownKeys(keywords, IMPORT_KEYS, '`import_tasks`', reading)
  const inherited = inherit(outer, keywords, STEP_KEYS, reading)
  const name = keywords.get('name')
  if (name) attempt(reading.problems, () => isText('name', name.value))
  const file = fileOf(keywords.get('import_tasks')?.value)
  const path = importedFile(file, withinImport(reading, inherited.vars, outer.role), outer.role)
  const tasks = loadYamlIfAny(path, reading)
  return tasks ? readSteps(tasks, inherited, { ...reading, chain: [...reading.chain, path] }) : []
}

/** Returns the file of `import_tasks: web.yml` or `import_tasks: {file: web.yml}`. */
function fileOf(written: Source | undefined): Source {
  const source = written && readTextParams('import_tasks', written)
  const file = source?.kind === 'map' ? source.entries.get('file')?.value : source
  if (file) return file
  throw new InputError('`import_tasks` names a file', {
    place: source?.place,
    hint: 'such as `import_tasks: web.yml`',
  })
}
