import type { Play, Step } from '../../playbook/steps.ts'
import type { RunContext } from '../state/context.ts'
import { typeOfInclude } from '../steps/step-as-task.ts'
import { partsOf } from '../steps/steps-of.ts'
import { isTagged } from '../steps/tags.ts'
import { withRole } from '../steps/task-name.ts'
import { knownHostsOf } from './hosts-of-play.ts'
import { playName } from './run-play.ts'

/** The hosts, tasks and tags of a play, for `--list-hosts`, `--list-tasks` and `--list-tags`. */
export interface PlayListing {
  readonly play: string
  readonly pattern: string
  readonly hosts: readonly string[]
  /** The tags of the tasks that the run's tags select, sorted by name. */
  readonly tags: readonly string[]
  readonly tasks: readonly ListedTask[]
}

interface ListedTask {
  readonly name: string
  readonly tags: readonly string[]
  readonly section: string
}

/** Lists a play, without the tasks of files that are included during the run. */
export function listPlay(run: RunContext, play: Play): PlayListing {
  const { hosts } = knownHostsOf(run, play)
  const { tags, skipTags } = run.settings
  const sections = { pre_tasks: play.preTasks, tasks: play.tasks, post_tasks: play.postTasks }
  const tasks = Object.entries(sections).flatMap(([section, steps]) =>
    steps.flatMap(step => listStep(step, section)).filter(task => isTagged(task.tags, tags, skipTags)),
  )
  return {
    play: playName(run, play),
    pattern: play.hosts.kind === 'scalar' ? String(play.hosts.value) : '',
    hosts: hosts.map(host => host.name),
    tags: [...new Set(tasks.flatMap(task => task.tags))].sort(),
    tasks,
  }
}

function listStep(step: Step, section: string): ListedTask[] {
  if (step.kind === 'block') {
    return partsOf(step).flatMap(inner => listStep(inner, section))
  }
  const fallback = step.kind === 'include' ? typeOfInclude(step) : step.type
  const name = step.name?.kind === 'scalar' ? String(step.name.value) : fallback
  return [{ name: withRole(step, name), tags: step.tags, section }]
}
