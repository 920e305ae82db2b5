import { randomUUID } from 'node:crypto'
import { relative, resolve } from 'node:path'
import { escapeControl } from '../base/escape-control.ts'
import { type WorkflowCommand, workflowCommand } from '../base/workflow-command.ts'
import type { TaskResultEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import type { InputError } from '../errors.ts'
import { dispatch } from './dispatch.ts'
import { hintLines } from './failure-text.ts'
import { isFailure } from './failures.ts'
import { shortenHosts } from './hosts.ts'
import { type LinesOptions, reportLines } from './lines.ts'
import { readPlace } from './place.ts'
import { warningMessage } from './warning-text.ts'

/**
 * Reports plain lines for the log of a GitHub workflow, and an annotation for each failure and warning. The same
 * failure on several hosts is one annotation, since GitHub shows only ten. Hosts cannot print workflow commands into
 * the log: except for Drover's own annotations the runner ignores commands, and only a random token ends that.
 */
export function reportGithub(
  options: LinesOptions,
  token = randomUUID() as string,
  workspace = process.env.GITHUB_WORKSPACE ?? process.cwd(),
): Reporter {
  const lines = reportLines(options)
  const failures = new Map<string, TaskResultEvent[]>()
  let isReading = true
  const stopReading = (): void => {
    // safety: output of a host is not executed as a command by the CI system
    if (isReading) options.write(`::stop-commands::${token}\n`)
    isReading = false
  }
  const readAgain = (): void => {
    if (!isReading) options.write(`::${token}::\n`)
    isReading = true
  }
  const annotate = (annotation: WorkflowCommand): void => {
    readAgain()
    options.write(`${workflowCommand(shownIn(workspace, annotation))}\n`)
    stopReading()
  }
  const note = (result: TaskResultEvent): void => {
    if (!isFailure(result) || result.isRescued) return
    const key = JSON.stringify([result.task, result.status, result.isIgnored, result.message])
    failures.set(key, [...(failures.get(key) ?? []), result])
  }
  const flush = (): void => {
    for (const group of failures.values()) annotate(failureAnnotation(group))
    failures.clear()
  }
  return {
    event: event => {
      stopReading()
      lines.event(event)
      dispatch(
        {
          'task.result': note,
          'task.end': flush,
          'run.end': flush,
          warning: each => annotate({ kind: 'warning', title: 'drover', message: warningMessage(each) }),
        },
        event,
      )
    },
    refused: errors => {
      for (const error of errors) annotate(errorAnnotation(error))
    },
    close: async () => {
      await lines.close()
      readAgain()
    },
  }
}

/** Returns the annotation for the same failure of one task on one or more hosts. */
function failureAnnotation(group: readonly TaskResultEvent[]): WorkflowCommand {
  const [first] = group
  const { name = '', task = '', status = 'failed', isIgnored = false, message, hint, item } = first ?? {}
  const hosts = [...new Set(group.map(({ host }) => host))]
  const items = item === undefined ? '' : ` (item ${group.map(each => each.item).join(', ')})`
  return {
    kind: isIgnored ? 'warning' : 'error',
    title: `${name}: ${isIgnored ? 'ignored failure' : status} on ${shortenHosts(hosts)}${items}`,
    message: [message ?? status, ...hintLines(hint)].join('\n'),
    place: readPlace(task),
  }
}

function errorAnnotation({ message, hint, place }: InputError): WorkflowCommand {
  return {
    kind: 'error',
    title: 'no host was contacted',
    message: [message, ...hintLines(hint)].join('\n'),
    place,
  }
}

/**
 * Returns an annotation with its file relative to the workspace, as GitHub expects it, and with escaped control
 * characters.
 */
function shownIn(workspace: string, { kind, title, message, place }: WorkflowCommand): WorkflowCommand {
  return {
    kind,
    title: escapeControl(title),
    message: escapeControl(message),
    place: place && { ...place, file: escapeControl(relative(workspace, resolve(place.file))) },
  }
}
