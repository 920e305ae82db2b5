import { randomUUID } from 'node:crypto'
import type { Reporter, TaskResultEvent } from '../engine/state/events.ts'
import type { InputError } from '../errors.ts'
import { dispatch } from './dispatch.ts'
import { isTrouble } from './failures.ts'
import { shortenHosts } from './hosts.ts'
import { type LinesOptions, reportLines } from './lines.ts'
import { readPlace } from './place.ts'
import { warningText } from './warning-text.ts'
import { type Annotation, workflowCommand } from './workflow-command.ts'

/**
 * Plain lines for the log of a GitHub workflow, and an annotation for each failure and warning; equal failures of several hosts are
 * one, since GitHub shows only ten. Whatever hosts print, the log holds no commands but ours: in between, the runner does not read
 * any, and only a random token makes it read them again.
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
    // safety: what a host prints is no command for the CI system
    if (isReading) options.write(`::stop-commands::${token}\n`)
    isReading = false
  }
  const readAgain = (): void => {
    if (!isReading) options.write(`::${token}::\n`)
    isReading = true
  }
  const annotate = (annotation: Annotation): void => {
    readAgain()
    options.write(`${workflowCommand(annotation, workspace)}\n`)
    stopReading()
  }
  const note = (result: TaskResultEvent): void => {
    if (!isTrouble(result) || result.isRescued) return
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
          warning: each =>
            annotate({
              kind: 'warning',
              title: 'drover',
              message: warningText(each).replace('warning: ', ''),
            }),
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

/** Of equal failures of one task. */
function failureAnnotation(group: readonly TaskResultEvent[]): Annotation {
  const [first] = group
  const { name = '', task = '', status = 'failed', isIgnored = false, message, hint, item } = first ?? {}
  const hosts = [...new Set(group.map(({ host }) => host))]
  const items = item === undefined ? '' : ` (item ${group.map(each => each.item).join(', ')})`
  return {
    kind: isIgnored ? 'warning' : 'error',
    title: `${name}: ${isIgnored ? 'ignored failure' : status} on ${shortenHosts(hosts)}${items}`,
    message: [message ?? status, ...(hint === undefined ? [] : [`hint: ${hint}`])].join('\n'),
    place: readPlace(task),
  }
}

function errorAnnotation({ message, hint, place }: InputError): Annotation {
  return {
    kind: 'error',
    title: 'no host was contacted',
    message: [message, ...(hint === undefined ? [] : [`hint: ${hint}`])].join('\n'),
    place,
  }
}
