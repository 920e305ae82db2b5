import { VARIABLE_PARAMS } from '../base/variable-params.ts'
import type { MapSource, ScalarSource, Source } from '../errors.ts'
import { isTemplated } from '../yaml/describe.ts'
import { COMMANDS } from './ansible-forms/text-params.ts'

/** Task types whose text is not a template of params. */
const TAKE_TEXT: readonly string[] = [...COMMANDS, 'add_host', 'expect', 'group_by', 'include_vars', 'meta']

/** Whether a value is a template of a map of params, as in `args: "{{ options }}"`. Only the dialect of Ansible has this. */
export function isVariableParams(source: Source): source is ScalarSource {
  return source.kind === 'scalar' && source.dialect === 'ansible' && isTemplated(source)
}

/** Adds a template of more params to the params of a task. The params of the task take precedence. */
export function withVariableParams(params: MapSource, template: ScalarSource): MapSource {
  const entry = { keyPlace: template.place, value: template }
  return { ...params, entries: new Map([...params.entries, [VARIABLE_PARAMS, entry]]) }
}

/** Turns the text of a task into such params if it consists of one template, as in `file: "{{ options }}"`. */
export function textAsVariableParams(type: string, params: Source): Source {
  if (TAKE_TEXT.includes(type) || !isVariableParams(params) || !isOneTemplate(params)) return params
  const { place } = params
  return withVariableParams({ kind: 'map', entries: new Map(), place, dialect: 'ansible' }, params)
}

function isOneTemplate({ value }: ScalarSource): boolean {
  return /^\{\{(?:(?!\}\}).)+\}\}$/s.test(String(value).trim())
}
