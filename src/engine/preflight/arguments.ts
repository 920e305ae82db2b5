import { readSpec } from '../../argument-specs/read-spec.ts'
import { type ArgumentError, argumentErrors } from '../../argument-specs/validate.ts'
import { InputError, InputErrors, type Place, type Source, showPlace } from '../../errors.ts'
import { isMap } from '../../values/plain.ts'
import { Unknown } from '../../values/unknown.ts'
import { partOf } from '../../yaml/part.ts'
import type { Bound } from '../check/bind.ts'
import { valuesAmong } from '../check/values-among.ts'
import type { TaskRun } from '../state/task-run.ts'

/**
 * Throws InputErrors with all errors in the arguments and the spec of a `validate_argument_spec`, as far as their
 * values are known. Each error is at the place of the value or, if there is none, of its option.
 */
export function refuseArguments(taskRun: TaskRun, bound: Bound | undefined): void {
  if (!bound) return
  // If a part of a param is unknown, `bound` has the whole param as unknown. Rendered here, its other parts can be
  // checked.
  const rendered = (name: string): unknown => {
    const source = param(taskRun, name)
    return source && taskRun.scope.renderOptional(source)
  }
  const [written, provided] = [rendered('argument_spec'), rendered('provided_arguments')]
  if (written instanceof Unknown) return
  const context = rendered('validate_args_context')
  const whose = isMap(context) && context.type === 'role' ? `role \`${String(context.name)}\`: ` : ''
  const { spec, faults } = readSpec(written)
  const errors = faults.map(({ message, hint, path }) => {
    const place = partOf(specSource(taskRun), path).place
    return new InputError(`${whose}${message}`, { place, hint })
  })
  if (errors.length > 0) throw new InputErrors(errors)
  const own = isMap(provided) ? Object.entries(provided) : []
  const given = new Map([...valuesAmong(taskRun.scope, [...spec.keys()]), ...own])
  const wrong = argumentErrors(spec, given).map(error => {
    const [name = ''] = error.path
    const names = [...(spec.get(name)?.aliases ?? []), name]
    return asInputError(taskRun, whose, { ...error, names })
  })
  if (wrong.length > 0) throw new InputErrors(wrong)
}

function asInputError(
  taskRun: TaskRun,
  whose: string,
  { message, path, isMissing, names }: ArgumentError & { readonly names: readonly string[] },
): InputError {
  const specified = optionPlace(specSource(taskRun), path)
  const around = path.slice(0, isMissing ? -1 : undefined)
  const given = around.length > 0 ? valuePlace(taskRun, names, around.slice(1)) : undefined
  const seen = given && `see the argument spec, ${showPlace(specified)}`
  const hint = isMissing && !given ? 'set it, or make it optional in the argument spec' : seen
  return new InputError(`${whose}${message}`, { place: given ?? specified, hint })
}

function param({ step }: TaskRun, name: string): Source | undefined {
  return step.params.kind === 'map' ? step.params.entries.get(name)?.value : undefined
}

function specSource(taskRun: TaskRun): Source {
  return param(taskRun, 'argument_spec') ?? taskRun.step.params
}

/** Returns the place of an option in the spec. The options of a map's values are below `options`. */
function optionPlace(spec: Source, path: readonly string[]): Place {
  const names = path.filter(key => !/^\d+$/.test(key))
  return partOf(
    spec,
    names.flatMap((name, index) => (index === 0 ? [name] : ['options', name])),
  ).place
}

/**
 * Returns the place where a variable with one of these names, or a part of its value, is written; undefined if a task
 * has set it.
 */
function valuePlace(taskRun: TaskRun, names: readonly string[], rest: readonly string[]): Place | undefined {
  const provided = param(taskRun, 'provided_arguments')
  const own = names.flatMap(name => (provided?.kind === 'map' ? provided.entries.get(name)?.value : []) ?? [])
  const entry = taskRun.scope.entry(names.at(-1) ?? '')
  const source = own[0] ?? (entry && 'source' in entry ? entry.source : undefined)
  return source && partOf(source, rest).source.place
}
