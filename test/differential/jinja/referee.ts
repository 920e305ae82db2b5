import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileJinjaExpression } from '../../../src/ansible/condition.ts'
import { JinjaError, UndefinedError } from '../../../src/ansible/jinja/error.ts'
import { compileJinjaTemplate, type JinjaContext, type JinjaProgram } from '../../../src/ansible/program.ts'
import { InputError } from '../../../src/errors.ts'
import type { Controller } from '../../../src/functions/controller.ts'
import { lazyObject } from '../../../src/values/lazy.ts'
import { recordedOr } from '../recorded.ts'
import { VARIABLES } from './variables.ts'

/** A text and its use: as YAML text, as a template file, or as a condition. */
export interface Row {
  readonly kind: 'value' | 'file' | 'condition'
  readonly text: string
  readonly variables?: Readonly<Record<string, unknown>>
  /** Other templates, by name. */
  readonly files?: Readonly<Record<string, string>>
  /** Options of Jinja's environment. */
  readonly options?: Readonly<Record<string, string | boolean>>
}

/** A value, or the type of an error. */
export type Outcome = { readonly value: unknown } | { readonly error: 'syntax' | 'undefined' | 'other' }

/** The results of Ansible's own templating for rows, from one process or from the record. */
export function byAnsible(rows: readonly Row[]): Outcome[] {
  return recordedOr({ rows, variables: VARIABLES }, () => {
    const script = readFileSync(join(import.meta.dirname, 'referee.py'), 'utf8')
    const { stdout, stderr, status } = spawnSync('/usr/bin/python3', ['-W', 'ignore', '-c', script], {
      input: JSON.stringify({ rows, variables: VARIABLES }),
      encoding: 'utf8',
      env: {
        ...process.env,
        ANSIBLE_JINJA2_EXTENSIONS: 'jinja2.ext.do,jinja2.ext.loopcontrols',
        ANSIBLE_LOCALHOST_WARNING: 'False',
        PYTHONHASHSEED: '0',
        LC_ALL: 'C.UTF-8',
        TZ: 'UTC',
      },
      maxBuffer: 256 << 20,
    })
    if (status !== 0) throw new Error(`Ansible's templates said nothing: ${stderr}`)
    return JSON.parse(stdout)
  })
}

/** The result of Drover for a row. */
export function byDrover(row: Row): Outcome {
  const variables = { ...VARIABLES, ...row.variables }
  try {
    return { value: JSON.parse(JSON.stringify(outcome(row, contextOf(variables, row)))) }
  } catch (error) {
    return { error: kindOf(error) }
  }
}

/** No row reads from the controller. */
const NO_CONTROLLER = { mask: () => {} } as unknown as Controller

function contextOf(variables: Readonly<Record<string, unknown>>, row: Row): JinjaContext {
  const load = (name: string): JinjaProgram | undefined => {
    const text = row.files?.[name]
    if (text === undefined) return undefined
    return compiled(() => compileJinjaTemplate(text, { ...row.options, file: name }))
  }
  const reach = { controller: NO_CONTROLLER, variables, renderTemplate: () => '' }
  const map = lazyObject(
    () => Object.keys(variables),
    name => variables[name],
    undefined,
    undefined,
    () => reach,
  )
  return {
    has: name => Object.hasOwn(variables, name),
    get: name => variables[name],
    variables: map,
    loadTemplate: load,
  }
}

class SyntaxOutcome extends Error {}

function outcome(row: Row, context: JinjaContext): unknown {
  if (row.kind === 'condition') {
    const condition = compiled(() => compileJinjaExpression(row.text))
    return condition.evaluate({ ...context, areTrusted: () => true })
  }
  const isYaml = row.kind === 'value'
  const program = compiled(() => compileJinjaTemplate(row.text, { isYaml, ...row.options }))
  return isYaml ? program.evaluate(context) : program.render(context)
}

/** Ansible reports unknown filters and tests at compile time. */
function compiled<T extends { readonly unknownNames: readonly { readonly kind: string }[] }>(
  make: () => T,
): T {
  let program: T
  try {
    program = make()
  } catch (error) {
    if (error instanceof JinjaError) throw new SyntaxOutcome(error.message, { cause: error })
    throw error
  }
  const [unknown] = program.unknownNames.filter(({ kind }) => kind !== 'lookup')
  if (unknown) throw new SyntaxOutcome(`there is no such ${unknown.kind}`)
  return program
}

function kindOf(error: unknown): 'syntax' | 'undefined' | 'other' {
  if (error instanceof SyntaxOutcome) return 'syntax'
  if (error instanceof UndefinedError) return 'undefined'
  if (error instanceof JinjaError || error instanceof InputError) return 'other'
  throw error
}
