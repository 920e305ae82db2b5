import { assertDefined, first } from '../base/assert-defined.ts'
import { escapeControlInLine } from '../base/escape-control.ts'
import type { PlannedTask } from '../engine/state/events.ts'
import { showDiff, summarise } from '../report/diff.ts'
import type { Style } from '../report/style.ts'
import type { SavedPlan } from './saved-plan.ts'

/** Returns a plan as text for users: for each task, its changes on each host with their differences. */
export function showPlan({ made, drover, hosts, tasks }: SavedPlan, style: Style): string {
  const lines = [
    `plan of ${escapeControlInLine(made)} by Drover ${escapeControlInLine(drover)}, for ${escapeControlInLine(hosts.join(', '))}`,
  ]
  const byTask = new Map<string, PlannedTask[]>()
  for (const each of tasks) {
    // The name is part of the key because, in a looped block, it includes the loop item.
    const key = `${each.name} ${each.task}`
    const own = byTask.get(key) ?? []
    own.push(each)
    byTask.set(key, own)
  }
  const order = new Map(hosts.map((host, nth) => [host, nth]))
  const at = ({ host }: PlannedTask): number =>
    assertDefined(order.get(host), `the host ${host} among those of the plan`)
  for (const own of byTask.values()) {
    own.sort((a, b) => at(a) - at(b))
    const { name, task } = first(own, 'tasks of one name')
    lines.push('', `${style.bold(escapeControlInLine(name))} ${style.dim(`(${escapeControlInLine(task)})`)}`)
    for (const each of own) lines.push(...showTask(each, style))
  }
  const count = (status: PlannedTask['status']): number => tasks.filter(each => each.status === status).length
  lines.push('', `${count('changed')} to change, ${count('unknown')} known only after the run`)
  return `${lines.join('\n')}\n`
}

function showTask({ host, status, changes, message }: PlannedTask, style: Style): string[] {
  if (status === 'unknown')
    return [`  ${escapeControlInLine(host)}  unknown: ${escapeControlInLine(message ?? '')}`]
  // A task whose `changed_when` is false is applied too.
  const note = status === 'ok' ? '  (not counted as a change)' : ''
  const [first, ...others] = changes
  if (first && others.length === 0 && !first.text)
    return [`  ${escapeControlInLine(host)}  ${summarise(first)}${note}`]
  return [
    `  ${escapeControlInLine(host)}${note}`,
    ...changes.flatMap(change => showDiff(change, style)).map(line => `    ${line}`),
  ]
}
