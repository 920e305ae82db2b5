import type { MapSource, Source } from '../../errors.ts'
import { desugarStep } from '../../playbook/ansible-forms/desugar.ts'
import { withoutOldKeywords } from '../../playbook/ansible-forms/old-keywords.ts'
import { type Known, openReading, type Reading, withinRole } from '../../playbook/keywords/context.ts'
import { NOTHING_INHERITED } from '../../playbook/keywords/inherit.ts'
import { keywordsOf } from '../../playbook/keywords/keywords.ts'
import { readParams } from '../../playbook/read-params.ts'
import { TASK_KEYS } from '../../playbook/read-task.ts'
import { findTaskType } from '../../playbook/task-type-key.ts'
import { attempt } from '../../yaml/problems.ts'
import { FILE_INCLUDES, ROLE_INCLUDES } from './include-names.ts'
import type { LintFile } from './lint-file.ts'
import type { LintLevel, LintPlay, LintStep, LintTask } from './lint-step.ts'

const SECTIONS = ['pre_tasks', 'tasks', 'post_tasks', 'handlers']
const PARTS = ['block', 'rescue', 'always']
const INCLUDES = [...FILE_INCLUDES, ...ROLE_INCLUDES]

/** Returns the plays and steps of a task file or playbook, without parts that the playbook reader refuses. */
export function readLevels(
  file: LintFile,
  known: Known,
): { readonly plays: LintPlay[]; readonly steps: LintStep[] } {
  const role = file.role === undefined ? undefined : { name: file.role, path: file.role }
  const reading = withinRole(openReading(known, file.path), role)
  if (file.kind === 'tasks')
    return { plays: [], steps: stepsIn(file.source, [], file.isHandlers, { file, reading }) }
  if (file.kind !== 'playbook' || file.source.kind !== 'list') return { plays: [], steps: [] }
  const plays = file.source.items.flatMap(item =>
    item.kind === 'map' ? [playOf(item, { file, reading })] : [],
  )
  const steps = plays.flatMap(play =>
    SECTIONS.flatMap(section => {
      const list = play.keywords.get(section)?.value
      return list ? stepsIn(list, [play], section === 'handlers', { file, reading }) : []
    }),
  )
  return { plays, steps }
}

interface Within {
  readonly file: LintFile
  readonly reading: Reading
}

function playOf(written: MapSource, { file, reading }: Within): LintPlay {
  const { place } = written
  return { kind: 'play', file, place, written, keywords: keywordsOf(withoutOldKeywords(written, reading)) }
}

function stepsIn(
  list: Source,
  enclosing: readonly LintLevel[],
  isHandler: boolean,
  within: Within,
): LintStep[] {
  if (list.kind !== 'list') return []
  return list.items.flatMap(item => {
    if (item.kind !== 'map') return []
    const step = stepOf(item, enclosing, isHandler, within)
    const inner = PARTS.flatMap(part => {
      const inside = step.keywords.get(part)?.value
      return inside ? stepsIn(inside, [...enclosing, step], isHandler, within) : []
    })
    return [step, ...inner]
  })
}

function stepOf(
  written: MapSource,
  enclosing: readonly LintLevel[],
  isHandler: boolean,
  { file, reading }: Within,
): LintStep {
  // A step that the reader refuses is reported by the syntax check.
  const plain = attempt([], () => desugarStep(written, NOTHING_INHERITED, reading)) ?? written
  const keywords = keywordsOf(plain)
  const { place } = written
  const level = { file, place, written, keywords, enclosing, isHandler }
  if (PARTS.some(part => keywords.has(part))) return { kind: 'block', ...level }
  if (INCLUDES.some(include => keywords.has(include))) return { kind: 'include', ...level }
  const task = taskOf(plain, reading)
  return { kind: 'task', ...level, ...(task ? { task } : {}) }
}

function taskOf(plain: MapSource, reading: Reading): LintTask | undefined {
  return attempt([], () => {
    const found = findTaskType(plain, plain.entries, TASK_KEYS, reading)
    const params = readParams(found, plain.entries.get('args'))
    return { type: found.type, typePlace: found.place, params }
  })
}
