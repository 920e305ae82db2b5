import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isEncrypted } from '../../base/encrypted-file.ts'
import { noteInput } from '../../base/files-read.ts'
import { InputError } from '../../errors.ts'
import { compileTemplateFile, isJinjaFile } from '../../evaluation/template-file.ts'
import { type NamedTemplate, templateVariables } from '../../evaluation/template-variables.ts'
import { needsOneOf, ONLY_AT_RUN } from '../../functions/controller.ts'
import type { TemplateFormat } from '../../templates/format.ts'
import type { FindTemplate } from '../../templates/partials.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { TaskRun } from '../state/task-run.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { PendingFacts } from '../variables/facts-layer.ts'
import { pathsToTry } from './find-input.ts'

/**
 * Renders a template file with the variables of a task and additional ones. Throws InputError, UnknownValueError for
 * a value that is not known yet, and PendingFacts.
 */
export async function renderTemplate(
  taskRun: TaskRun,
  source: NamedTemplate,
  variables: Readonly<Record<string, unknown>>,
  format: TemplateFormat | undefined,
): Promise<string> {
  const { context, host, step } = taskRun
  const { file } = source
  const { dialectOf, managedText } = context.run.controller
  const template = compileTemplateFile({
    file,
    text: readTemplate(taskRun, file),
    dialect: dialectOf(file),
    format,
    find: name => findIncluded(taskRun, file, name),
  })
  const needs = taskRun.pendingNames || taskRun.isPrefetch ? taskRun.scope.needs(template) : undefined
  if (taskRun.pendingNames && needs && needsOneOf(needs, taskRun.pendingNames)) throw new TooEarly(file)
  if (taskRun.isPrefetch && needs?.has(ONLY_AT_RUN))
    throw new UnknownValueError(new Unknown('the turn of its task'))
  const about = isJinjaFile(file, dialectOf(file)) ? templateVariables(source, managedText) : {}
  const own = new Map(
    Object.entries({ ...about, ...variables }).map(([name, value]) => [name, { value }] as const),
  )
  const scope = taskRun.scope.extend(own)
  return withFacts(factsReaderOf(context, step, host), () => {
    try {
      return scope.renderFile(template)
    } catch (error) {
      // A prefetched check gathers no facts of other hosts, because the task may never run.
      const isEarly = taskRun.isPrefetch && error instanceof PendingFacts && error.host !== host
      throw isEarly ? new UnknownValueError(new Unknown(error.message)) : error
    }
  })
}

/** Finds a template that another one includes: in the same places as the other, then next to it. */
function findIncluded(taskRun: TaskRun, file: string, name: string): ReturnType<FindTemplate> {
  const places = [...pathsToTry(taskRun, 'template', name), join(dirname(file), name)]
  const found = places.find(path => statSync(path, { throwIfNoEntry: false })?.isFile())
  // Throws UnknownValueError if a task that has not run yet may write it.
  for (const path of found === undefined ? places : [found]) taskRun.context.run.controller.kindOf(path)
  return found === undefined ? undefined : { file: found, text: readTemplate(taskRun, found) }
}

/** The error for a template that needs a variable that earlier items of the loop may still set. */
class TooEarly extends Error {
  override readonly name = 'TooEarly'
}

/**
 * Reads a template synchronously, so that the next probes are still sent with others of this turn of the event loop.
 */
function readTemplate({ step, context }: TaskRun, file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
    noteInput(file, bytes)
    if (isEncrypted(bytes)) bytes = context.run.controller.read(file).bytes
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new InputError(`the template \`${file}\` cannot be read: ${(cause as Error).message}`, {
      place: step.params.place,
      cause,
    })
  }
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new InputError(`the template \`${file}\` is not UTF-8 text`, {
    place: step.params.place,
    hint: 'save it as UTF-8, or use `copy`, which copies any file unchanged',
  })
}
