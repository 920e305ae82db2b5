import { withinTime } from '../base/time-limit.ts'
import { InputError } from '../errors.ts'
import { adviceOn } from '../values/name-hints.ts'
import { isList, kindOf } from '../values/plain.ts'
import { ANY_VARIABLE, ONLY_AT_RUN, type RenderContext, readingHelper, SEARCH_PATH } from './controller.ts'
import { findFile, readText } from './files.ts'
import { type Helper, map, type Options, optionHelper, text } from './helper.ts'
import { missingValueError } from './lookup.ts'
import { numbersOf, sequenceOptions } from './number-sequence.ts'
import { regex } from './regexes.ts'

/** Helpers that read the environment, variables, the inventory, or the output of programs; and `sequence`. */
export const ENVIRONMENT_HELPERS: Readonly<Record<string, Helper>> = {
  env: optionHelper(
    'env name [default=]',
    'an environment variable of the controller; if it is not set, `default` or an empty string',
    ([name], { default: other = '' }) => process.env[text('env', name).trim()] ?? other,
  ),
  vars: readingHelper(
    'vars name [default=]',
    'the variable with that name, which may be the result of an expression; if the variable does not exist, `default` or an error',
    [ANY_VARIABLE],
    ([name], options, context) => variable(text('vars', name), options, context),
  ),
  varnames: readingHelper(
    'varnames pattern …',
    'a sorted list of the names of the variables that match a regular expression',
    [ANY_VARIABLE],
    (patterns, _, { variables }) => {
      const names = Object.keys(variables).sort()
      return patterns.flatMap(pattern => {
        const wanted = regex('varnames', pattern, '', {})
        return withinTime('`varnames`', () => names.filter(name => wanted.test(name)))
      })
    },
  ),
  inventory_hostnames: readingHelper(
    'inventory_hostnames pattern …',
    "a list of the inventory's hosts that match a pattern such as `web:!web3`; an empty list if the pattern contains an unknown name",
    [],
    (patterns, _, { controller }) =>
      controller.hostsOf(patterns.map(pattern => text('inventory_hostnames', pattern)).join(',')),
  ),
  template: readingHelper(
    'template path [template_vars=] [marks=]',
    'the rendered text of a template file on the controller; `template_vars` is a map of additional variables; `marks` is a map of options for a Jinja template, such as `variable_start_string`',
    [ANY_VARIABLE, SEARCH_PATH, ONLY_AT_RUN],
    ([path], { template_vars: own = {}, marks: delimiters = {} }, context) => {
      const name = text('template', path)
      const file = findFile('template', 'templates', name, context)
      const { content, isSecret } = readText('template', file, context)
      const rendered = context.renderTemplate(
        { file, name, text: content },
        map('template', own),
        map('template', delimiters),
      )
      if (isSecret) context.controller.mask(rendered.trim())
      return rendered
    },
  ),
  pipe: readingHelper(
    'pipe command',
    'the output of a shell command on the controller, without white space at the end; the command runs in the folder of the playbook; its output is reused until a task changes something on the controller',
    [ONLY_AT_RUN],
    ([command], _, context) => context.controller.run(text('pipe', command), folderOf(context)).trimEnd(),
  ),
  sequence: optionHelper(
    'sequence [text] … [start=] [end=] [count=] [stride=] [format=]',
    'a list of numbers as strings, from `start` (default 1) up to `end`, or `count` numbers; `format` is a format such as `web%02d`; a string such as `1-9/2:web%02d` sets all of these',
    (terms, options) => sequence(terms, options),
  ),
}

/** Returns the playbook's folder, against which relative paths that are not searched for are resolved. */
export function folderOf({ variables, controller }: RenderContext): string {
  const { playbook_dir: folder } = variables
  return typeof folder === 'string' ? folder : controller.folders[0]
}

function variable(name: string, options: Options, { variables, missing }: RenderContext): unknown {
  if (Object.hasOwn(variables, name)) return variables[name]
  if ('default' in options) return options.default
  if (missing !== 'nothing') return undefined
  throw missingValueError(`there is no variable \`${name}\``, adviceOn(variables, name))
}

function sequence(terms: readonly unknown[], options: Options): unknown[] {
  const refuse = (what: string, hint?: string): InputError => new InputError(`\`sequence\` ${what}`, { hint })
  const all = terms.flatMap(term => (isList(term) ? term : [term]))
  if (all.length === 0) return numbersOf(options, refuse)
  return all.flatMap(term => {
    const read = sequenceOptions(text('sequence', term))
    if (read) return numbersOf({ ...options, ...read }, refuse)
    throw refuse(
      `cannot read \`${String(term)}\` (${kindOf(term)})`,
      'such as `1-9/2:web%02d` or `start=1 end=9`, or `start`, `end` and `stride` as options',
    )
  })
}
