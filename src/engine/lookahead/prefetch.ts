import type { Project } from '../../authoring/project.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { TemplateFormat } from '../../templates/format.ts'
import { check, keyOf } from '../check/check.ts'
import { openProject } from '../check/project.ts'
import { CONTROLLER, snapshot } from '../state/change-tracker.ts'
import type { Checking, PrefetchedCheck, TaskRun } from '../state/task-run.ts'

/** Starts a check and records everything that its outcome depends on. */
export function prefetch(checking: Checking): PrefetchedCheck {
  const { taskRun, type, connected } = checking
  const { changeTrackers: trackers } = taskRun.context.run
  const snapshots = [
    snapshot(trackers.of(connected.machine), connected.session),
    ...(type.readsExternalState ? [snapshot(trackers.all, connected.session)] : []),
  ]
  // Local files are read immediately, even while a session to this machine still has pending work.
  const isControllerSame = snapshot(trackers.of(CONTROLLER), undefined)
  const read = { rendered: [] as Rendered[], controller: false }
  let markStarted = (): void => {}
  const started = new Promise<void>(resolve => {
    markStarted = resolve
  })
  const host: ReadHost = {
    ...connected.host,
    ask: probe => {
      markStarted()
      return connected.host.ask(probe)
    },
  }
  const outcome = check(checking, host, recordReads(openProject(taskRun), read))
  outcome.then(markStarted, markStarted)
  return {
    key: keyOf(checking),
    session: connected.session,
    outcome,
    started: started,
    isValid: async turn =>
      snapshots.every(isTrue => isTrue()) &&
      (!read.controller || isControllerSame()) &&
      (await rendersTheSame(turn, read.rendered)),
  }
}

interface Rendered {
  readonly template: string
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly format: TemplateFormat | undefined
  readonly text: string
}

/**
 * Returns the project, and records in `read` which templates it renders and whether it reads files of the controller.
 */
function recordReads(project: Project, read: { rendered: Rendered[]; controller: boolean }): Project {
  return {
    ...project,
    render: async (template, variables, format) => {
      const text = await project.render(template, variables, format)
      read.rendered.push({ template, variables, format, text })
      return text
    },
    file: (path, options) => {
      read.controller = true
      return project.file(path, options)
    },
    list: path => {
      read.controller = true
      return project.list(path)
    },
    vars: query => {
      read.controller = true
      return project.vars(query)
    },
    resolve: path => {
      read.controller = true
      return project.resolve(path)
    },
  }
}

async function rendersTheSame(turn: TaskRun, rendered: readonly Rendered[]): Promise<boolean> {
  const project = openProject(turn)
  for (const { template, variables, format, text } of rendered) {
    const now = await project.render(template, variables, format).catch(() => undefined)
    if (now !== text) return false
  }
  return true
}
