import { type ConditionContext, compileJinjaExpression } from '../ansible/condition.ts'
import { JinjaError, saidByPlugin } from '../ansible/jinja/error.ts'
import { valueOrUndefined } from '../ansible/jinja/undefined.ts'
import type { JinjaOptions } from '../ansible/options.ts'
import {
  compileJinjaTemplate,
  hasJinja,
  type JinjaContext,
  type JinjaProgram,
  refuseUnknown,
  type UnknownJinjaName,
} from '../ansible/program.ts'
import { InputError, type Place } from '../errors.ts'
import { ANY_VARIABLE, isJinjaNative } from '../functions/controller.ts'
import type { FindTemplate } from '../templates/partials.ts'
import type { Template } from '../templates/template.ts'
import { adviceOn } from '../values/name-hints.ts'
import { conditionMessage, optionMessage, placed, type Wording } from './jinja-errors.ts'
import type { Compiled, Variables } from './language.ts'

/** Compiles a string of Ansible's YAML that may be a template. Throws InputError for syntax errors, at their place. */
export function compileText(text: string, place: Place): Compiled {
  return compileAt(text, place, () => compileJinjaTemplate(text, { isYaml: true }), optionMessage)
}

/**
 * The syntax of a variable or a part of one. Evaluating such an expression only reads the variable, so it is safe
 * even if it comes from a host.
 */
const PATH = /^[A-Za-z_]\w*(?:\.\w+|\[(?:\d+|'[^'\\]*'|"[^"\\]*")\])*$/

/**
 * Compiles an expression without braces, such as that of `debug: {var: …}`. One with braces is rendered first, as in
 * Ansible. If the result is a string, it is evaluated as an expression, but only if it is a name or does not come
 * from hosts. Throws InputError like `compileText`.
 */
export function compileShorthand(text: string, place: Place): Compiled {
  if (!hasJinja(text)) return compileText(`{{ ${text} }}`, place)
  const first = compileText(text, place)
  return {
    names: new Set([...first.names, ANY_VARIABLE]),
    evaluate: (variables, isWritten) => {
      const value = first.evaluate(variables, isWritten)
      if (typeof value !== 'string') return value
      if (PATH.test(value) || isWritten?.(first.names))
        return compileText(`{{ ${value} }}`, place).evaluate(variables, isWritten)
      throw new InputError(
        `the expression \`${text}\` has the value \`${value}\`, a text that may come from a host`,
        {
          place,
          hint: 'write the expression without `{{ }}`: data from hosts is never evaluated',
        },
      )
    },
  }
}

/** Compiles a condition, whose value is true or false. Throws InputError for syntax errors, at their place. */
export function compileTruth(text: string, place: Place): Compiled {
  return compileAt(text, place, () => compileJinjaExpression(text), conditionMessage)
}

/**
 * Compiles a template file with the options of Ansible's `template`. `find` finds the templates that it includes.
 * Throws InputError for syntax errors, at their place.
 */
export function compileJinjaFile(
  file: string,
  text: string,
  options: JinjaOptions,
  find: FindTemplate,
): Template {
  const place = { file, line: 1, column: 1 }
  const programs = new Map<string, JinjaProgram | undefined>()
  const load = (name: string): JinjaProgram | undefined => {
    if (!programs.has(name)) {
      const found = find(name)
      programs.set(name, found && compileJinjaTemplate(found.text, { ...options, file: found.file }))
    }
    return programs.get(name)
  }
  const names = new Set<string>()
  const seen = new Set<JinjaProgram>()
  const visit = (program: JinjaProgram | undefined): void => {
    if (!program || seen.has(program)) return
    seen.add(program)
    refuseUnknown(program.unknownNames)
    for (const name of program.names) names.add(name)
    for (const name of program.templates) visit(load(name))
  }
  const program = placed(text, place, () => compileJinjaTemplate(text, { ...options, file }))
  placed(text, place, () => visit(program))
  return {
    names,
    render: variables =>
      placed(text, place, () => program.render({ ...contextOf(variables), loadTemplate: load })),
  }
}

function compileAt(
  text: string,
  place: Place,
  compile: () => {
    readonly names: ReadonlySet<string>
    readonly unknownNames: readonly UnknownJinjaName[]
    readonly evaluate: (context: ConditionContext) => unknown
  },
  wording: Wording,
): Compiled {
  const { names, evaluate } = placed(
    text,
    place,
    () => {
      const compiled = compile()
      refuseUnknown(compiled.unknownNames)
      return compiled
    },
    wording,
  )
  return {
    names,
    // Computed on demand: only a few errors need it, and most strings are compiled for one task.
    get testedNames() {
      return namesTestedIn(text)
    },
    evaluate: (variables, isWritten) =>
      placed(
        text,
        place,
        () =>
          evaluate({
            ...contextOf(variables),
            areTrusted: needed => isWritten !== undefined && !needed.has(ANY_VARIABLE) && isWritten(needed),
          }),
        wording,
      ),
  }
}

/**
 * Returns the result of an Ansible lookup for these terms: the items of `with_file` and similar loops. Throws
 * InputError with the place of the loop.
 */
export function findByLookup(
  name: string,
  terms: readonly unknown[],
  variables: Variables,
  place: Place,
): unknown {
  const given: Readonly<Record<string, unknown>> = { name, terms }
  const { has, get, ...context } = contextOf(variables)
  const query = compileJinjaTemplate('{{ query(name, *terms) }}', { isYaml: true, isNative: true })
  try {
    return query.evaluate({
      ...context,
      has: key => Object.hasOwn(given, key) || has(key),
      get: key => (Object.hasOwn(given, key) ? given[key] : get(key)),
    })
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error
    const { message, hint, ansibleMessage: said } = error
    const ansibleMessage = said === undefined ? undefined : saidByPlugin(said)
    throw new InputError(`\`with_${name}\`: ${message}`, { hint, ansibleMessage, place, cause: error })
  }
}

function contextOf(variables: Variables): JinjaContext {
  // A variable keeps its value while a string is rendered: loops in the template read it repeatedly.
  const read = new Map<string, unknown>()
  return {
    has: name => read.has(name) || Object.hasOwn(variables, name),
    get: name => {
      if (!read.has(name))
        read.set(
          name,
          valueOrUndefined(() => variables[name]),
        )
      return read.get(name)
    },
    advise: name => adviceOn(variables, name),
    variables,
    isNative: () => isJinjaNative(variables),
  }
}

/** Returns the variables whose existence a template tests with `is defined` or `default`. */
function namesTestedIn(text: string): ReadonlySet<string> {
  const tests = text.matchAll(/\b([A-Za-z_]\w*)\s*(?:is\s+(?:not\s+)?(?:un)?defined\b|\|\s*d(?:efault)?\b)/g)
  return new Set([...tests].map(([, name = '']) => name))
}
