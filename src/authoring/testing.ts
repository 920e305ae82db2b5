import type { z } from 'zod'
import type { FileWrite } from '../remote/files/file-write.ts'
import type { Host, RunOptions } from '../remote/host.ts'
import type { Probe } from '../remote/probe.ts'
import { acceptedAnswer, readAnswer } from '../remote/probe-failure.ts'
import type { Answer } from '../shell/exchange.ts'
import type { ShellText } from '../shell/quote.ts'
import { type ContractOutcome, holdContract } from './contract.ts'
import { type ContractHost, noReconnect, treeLines, withHost } from './contract-host.ts'
import type { StateTaskType } from './define.ts'
import { paramErrors } from './param-errors.ts'
import type { InSync, Outputs, Plan } from './plan.ts'
import { projectOf } from './test-project.ts'

export type { ContractHost, ContractOutcome }

/** What the task ran or wrote on a fake host, in order. */
export type Call = { run: string; options?: RunOptions } | { write: FileWrite }

/**
 * A fake host that answers each probe, by its title, with a value as its parser would return it, and records what it is
 * asked to do.
 */
export function fakeHost(answers: Readonly<Record<string, unknown>>, name = 'node1') {
  const ask = <T>({ title }: Probe<T>): T => {
    if (!(title in answers)) throw noAnswer(title)
    return answers[title] as T
  }
  return recordingHost(name, ask, () => rawAnswer(''))
}

/** A fake host that records the titles of its probes, and what it is asked to run and write. */
function recordingHost(
  name: string,
  ask: <T>(probe: Probe<T>) => T,
  run: (script: ShellText, options: RunOptions) => Answer,
) {
  const calls: Call[] = []
  const asked: string[] = []
  const host: Host = {
    name,
    ask: async probe => {
      asked.push(probe.title)
      return ask(probe)
    },
    run: async (script, options) => {
      calls.push(options ? { run: script.text, options } : { run: script.text })
      return run(script, options ?? {})
    },
    write: async file => {
      calls.push({ write: file })
    },
  }
  return { host, calls, asked }
}

function noAnswer(title: string): Error {
  return new Error(`the test has no answer to the probe \`${title}\``)
}

/** The output and exit status of a script; a string means that it printed this and ended with status 0. */
export type RawAnswer =
  | string
  | { readonly status?: number; readonly stdout?: string | Buffer; readonly stderr?: string | Buffer }

/** Options for the test of a task. */
export interface TestOptions<S extends z.ZodObject> {
  /** As in a playbook: defaults are filled in, and a wrong or unknown param throws. */
  readonly params: z.input<S>
  /** What the host prints for each probe, by its title: the probe's own parser reads it. A status that is no answer throws TaskError. */
  readonly answers?: Readonly<Record<string, RawAnswer>>
  /** What scripts of apply come to, by their title; any other ends with status 0 and prints nothing. */
  readonly runs?: Readonly<Record<string, RawAnswer>>
  /** Files of the project by their path below `files/` or `templates/`: a template is given as it is, not rendered. */
  readonly files?: Readonly<Record<string, string>>
  /** Variables that the task sees. */
  readonly variables?: Readonly<Record<string, unknown>>
  readonly isCheckMode?: boolean
  /** True if the task does not register its result. */
  readonly isResultUnused?: boolean
  readonly environment?: Readonly<Record<string, string>>
}

/** One task on a fake host. */
export interface TestedTask<D> {
  /** Runs check; the result is what JSON makes of it, as a saved plan would be. */
  readonly check: () => Promise<InSync | Plan<D>>
  /** Runs check, then apply with its plan; the outputs of both. Throws if check finds nothing to do. */
  readonly apply: () => Promise<Outputs>
  /** The titles of the probes that were asked, in order. */
  readonly asked: readonly string[]
  /** What the host was asked to run and write, in order. */
  readonly calls: readonly Call[]
}

/**
 * Runs a task type on a fake host that gives the `answers`.
 *
 *     const task = testTask(timezone, { params: { name: 'UTC' }, answers: { 'target of /etc/localtime': { status: 1 } } })
 *     const result = await task.check()
 */
export function testTask<S extends z.ZodObject, D>(
  type: StateTaskType<S, D>,
  options: TestOptions<S>,
): TestedTask<D> {
  const { params, answers = {}, runs = {}, files = {}, variables = {} } = options
  const { isCheckMode = false, isResultUnused = false, environment = {} } = options
  const ask = <T>(probe: Probe<T>): T => {
    const raw = answers[probe.title]
    if (raw === undefined) throw noAnswer(probe.title)
    return readAnswer(probe, rawAnswer(raw))
  }
  const { host, calls, asked } = recordingHost('node1', ask, (script, options) => {
    const { title = script.text } = options
    return acceptedAnswer(title, options, rawAnswer(runs[title] ?? ''))
  })
  const parsed = parsedParams(type, params)
  const project = projectOf(files, variables)
  const context = { params: parsed, host, project, isCheckMode, isResultUnused, environment }
  const check = async (): Promise<InSync | Plan<D>> => JSON.parse(JSON.stringify(await type.check(context)))
  return {
    asked,
    calls,
    check,
    apply: async () => {
      const plan = await check()
      if (plan.kind === 'in-sync') throw new Error('the task is in sync: there is nothing to apply')
      const more = await type.apply?.({ ...context, plan, reconnect: async () => host })
      return { ...plan.outputs, ...more }
    },
  }
}

/**
 * Validates params and fills in their defaults. Throws an error with the messages that a playbook with these params
 * would have.
 */
function parsedParams<S extends z.ZodObject, D>(type: StateTaskType<S, D>, params: z.input<S>): z.output<S> {
  const { data, error } = type.params.safeParse(params)
  if (error === undefined) return data as z.output<S>
  const [, name = 'task'] = /^(?:- )?(\w+):/m.exec(type.example) ?? []
  const place = { file: `a test of ${name}`, line: 1, column: 1 }
  const checked = { name, type, values: params, written: new Map(), place }
  const problems = error.issues.flatMap(issue => paramErrors(checked, issue))
  throw new Error(
    problems.map(({ message, hint }) => (hint === undefined ? message : `${message} (${hint})`)).join('\n'),
    { cause: error },
  )
}

/** Options for the test of a task on a real host. */
export interface ContractOptions<S extends z.ZodObject> extends ContractHost {
  /** As in a playbook: defaults are filled in, and a wrong or unknown param throws. */
  readonly params: z.input<S>
  /**
   * An absolute path of an existing directory on the host. The contract compares everything below it before and after each check: names,
   * contents, modes, owners and times. In a container of its own it may be `/`.
   */
  readonly root: string
  /** What the first check must return. Default: `plan`. */
  readonly expects?: 'plan' | 'in-sync'
  /** Files of the project by their path below `files/` or `templates/`: a template is given as it is, not rendered. */
  readonly files?: Readonly<Record<string, string>>
  /** The task's `environment`. */
  readonly environment?: Readonly<Record<string, string>>
  /** Runs before the first check, to lay out the host. */
  readonly prepare?: (host: Host) => Promise<unknown>
  /** Runs after the last check, to verify the effect of apply on the host. */
  readonly verify?: (host: Host) => Promise<unknown>
}

/**
 * Tests on a real host that a task type fulfils the contract of all task types. The host can be this machine, a container, or a host
 * reached by ssh. Returns the results of the task.
 *
 * 1. A check changes nothing below `root`.
 * 2. A dry run predicts the run: with `isCheckMode`, check returns the same changes.
 * 3. A plan is plain data: apply gets what JSON makes of it.
 * 4. After apply, the check is in sync. Actions are not checked again.
 * 5. A second run changes nothing.
 *
 * Throws AssertionError, which names the rule that was broken; TaskError if a probe or apply fails; UnreachableError if there is no host.
 *
 *     await testContract(timezone, { params: { name: 'UTC' }, connection: ['podman', 'exec', '-i', 'web'], root: '/etc' })
 */
export async function testContract<S extends z.ZodObject, D>(
  type: StateTaskType<S, D>,
  {
    params,
    root,
    expects = 'plan',
    files = {},
    environment = {},
    prepare,
    verify,
    ...reach
  }: ContractOptions<S>,
): Promise<ContractOutcome<D>> {
  return withHost(reach, async host => {
    await prepare?.(host)
    const outcome = await holdContract({
      ...{ type, params, host, environment, expects, reconnect: noReconnect },
      project: projectOf(files),
      fingerprint: () => treeLines(host, root),
    })
    await verify?.(host)
    return outcome as ContractOutcome<D>
  })
}

function rawAnswer(raw: RawAnswer): Answer {
  const { status = 0, stdout = '', stderr = '' } = typeof raw === 'string' ? { stdout: raw } : raw
  return { status, stdout: Buffer.from(stdout), stderr: Buffer.from(stderr) }
}
