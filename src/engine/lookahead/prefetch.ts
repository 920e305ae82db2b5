import type { Project } from '../../authoring/project.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { TemplateFormat } from '../../templates/format.ts'
import { check, keyOf } from '../check/check.ts'
import { openProject } from '../check/project.ts'
import type { Acting, Checking, PrefetchedCheck } from '../state/acting.ts'
import { CONTROLLER, snapshot } from '../state/change-tracker.ts'

/** Starts a check and records everything that its outcome depends on. */
export function prefetch(checking: Checking): PrefetchedCheck {
  const { acting, type, reached } = checking
  const { changeTrackers: trackers } = acting.context.run
  const stamps = [
    snapshot(trackers.of(reached.machine), reached.session),
    ...(type.readsExternalState ? [snapshot(trackers.all, reached.session)] : []),
  ]
  // Local files are read immediately, even while a session to this machine still has pending work.
  const isControllerSame = snapshot(trackers.of(CONTROLLER), undefined)
  const read = { rendered: [] as Rendered[], controller: false }
  let tell = (): void => {}
  const asked = new Promise<void>(resolve => {
    tell = resolve
  })
  const host: ReadHost = {
    ...reached.host,
    ask: probe => {
      tell()
      return reached.host.ask(probe)
    },
  }
  const outcome = check(checking, host, watched(openProject(acting), read))
  outcome.then(tell, tell)
  return {
    key: keyOf(checking),
    session: reached.session,
    outcome,
    underWay: asked,
    holds: async turn =>
      stamps.every(isTrue => isTrue()) &&
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
function watched(project: Project, read: { rendered: Rendered[]; controller: boolean }): Project {
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

async function rendersTheSame(turn: Acting, rendered: readonly Rendered[]): Promise<boolean> {
  const project = openProject(turn)
  for (const { template, variables, format, text } of rendered) {
    const now = await project.render(template, variables, format).catch(() => undefined)
    if (now !== text) return false
  }
  return true
}
