import { relative } from 'node:path'
import { askSteps } from './ask-steps.ts'
import { packageVersion } from './base/package.ts'
import { withoutHosts } from './engine/play/hosts-of-play.ts'
import { runPlays } from './engine/play/run-plays.ts'
import { preflight } from './engine/preflight/preflight.ts'
import { unusedSettings } from './engine/preflight/unused-settings.ts'
import type { RunContext } from './engine/state/context.ts'
import type { RunEvent } from './engine/state/events.ts'
import type { HostState } from './engine/state/host-state.ts'
import type { Reporter } from './engine/state/reporter.ts'
import { checkSelection } from './engine/steps/selection.ts'
import { InputError, InputErrors, showPlace } from './errors.ts'
import { newRunId, whoami } from './journal/run-id.ts'
import { type Connections, load, type Parts } from './load.ts'
import { SessionPool } from './remote/session-pool.ts'
import { masked } from './report/masked.ts'
import { quoteSources } from './report/quote-sources.ts'
import type { RunOptions } from './run-settings.ts'
import { ConnectionLeases } from './transport/persistent/leases.ts'
import { Masks } from './values/secret.ts'

export { escapeControl, escapeControlInLine, jsonText } from './base/escape-control.ts'
export type { Reporter } from './engine/state/reporter.ts'
export type { Connections } from './load.ts'
export { chooseReporter, RUN_FORMATS, type RunFormat, reportToFile } from './report/choose.ts'
export { collectDrift, type Drift, junitOf, showDrift } from './report/drift.ts'
export { makeStyle, takesColour } from './report/style.ts'
export { findInputs, findPlaybook, projectFolderOf, taskFoldersOf } from './run-files.ts'
export type { RunOptions } from './run-settings.ts'
export { Masks } from './values/secret.ts'

/**
 * Runs playbooks: load, select hosts, check for errors, run the plays, report; returns the exit code. Throws
 * InputError or InputErrors, before any host is contacted, for wrong usage or files. Secrets of the run are
 * added to `masks`, for whoever prints an error.
 */
export async function runPlaybooks(
  options: RunOptions,
  reporter: Reporter,
  signal: AbortSignal,
  connections?: Connections,
  masks = new Masks(),
): Promise<number> {
  // safety: secrets are masked in the events of a run
  const report = quoteSources(masked(reporter, text => masks.mask(text)))
  const emit = (event: object): void => report.event({ ...event, time: new Date().toISOString() } as RunEvent)
  try {
    const mask = (text: string): string => masks.mask(text)
    const stepping = options.step ? askSteps({ reporter, mask, signal }) : undefined
    return await runAll(options, { emit, signal, stepping, masks }, connections)
  } catch (error) {
    if (error instanceof InputErrors) report.refused?.(error.errors)
    if (error instanceof InputError) report.refused?.([error])
    throw error
  } finally {
    // What draws on the terminal makes way for an error.
    await report.close()
  }
}

async function runAll(
  options: RunOptions,
  { emit, signal, stepping, masks }: Pick<Parts, 'emit' | 'signal' | 'stepping' | 'masks'>,
  connections: Connections | undefined,
): Promise<number> {
  const id = newRunId()
  const warn = (message: string): void => emit({ type: 'warning', message })
  const sessions =
    connections ?? new SessionPool(new ConnectionLeases(warn), undefined, { run: id, who: whoami(), warn })
  const { run, plays, ansibleMarker, warnings } = load(options, {
    ...{ id, masks, emit, signal, sessions, stepping },
    mayAskUser: true,
  })
  const unmatched = checkSelection(
    run,
    plays.map(({ play }) => play),
  )
  const { mistakes } = await preflight(run, plays)
  const began = performance.now()
  emit({
    type: 'run.start',
    events: 1,
    run: id,
    playbooks: options.playbooks,
    isCheckMode: options.check,
    version: packageVersion(),
  })
  const unused = unusedSettings(
    run,
    plays.map(({ play }) => play),
  )
  if (ansibleMarker !== undefined)
    warn(
      `\`${relative(process.cwd(), ansibleMarker)}\` was found: all files are read in the dialect of Ansible`,
    )
  for (const message of [...warnings, ...unmatched, ...unused]) warn(message)
  for (const mistake of mistakes) warn(`fails if a host reaches it: ${describe(mistake)}`)
  let chosen: ReadonlySet<HostState>
  run.isRunning.value = true
  try {
    chosen = await runPlays(run, plays)
  } finally {
    await sessions.closeAll()
  }
  const hasStarted = run.started.value || signal.aborted || exitCodeOf(run) > 0
  if (!hasStarted) warn(`no task is named \`${options.startAtTask}\`: nothing was run`)
  const ownCode = hasStarted ? exitCodeOf(run) : 1
  const exitCode = signal.aborted ? Number(signal.reason) || 130 : ownCode
  const tallies = [...run.hosts.values(), run.localhost].filter(host => chosen.has(host))
  emit({
    type: 'run.end',
    exit_code: exitCode,
    milliseconds: Math.round(performance.now() - began),
    hosts: Object.fromEntries(tallies.map(host => [host.name, host.tally])),
    costs: sessions.costs(),
  })
  return exitCode
}

/** Sends each event to several reporters. */
export function combineReporters(...reporters: readonly Reporter[]): Reporter {
  return {
    event: event => {
      for (const reporter of reporters) reporter.event(event)
    },
    refused: errors => {
      for (const reporter of reporters) reporter.refused?.(errors)
    },
    freeTerminal: async () => {
      const resumes = await Promise.all(reporters.map(reporter => reporter.freeTerminal?.()))
      return () => {
        for (const resume of resumes) resume?.()
      }
    },
    close: async () => {
      for (const reporter of reporters) await reporter.close()
    },
  }
}

export interface Listing {
  readonly playbook: string
  readonly play: string
  readonly pattern: string
  readonly hosts: readonly string[]
  readonly tags: readonly string[]
  readonly tasks: readonly {
    readonly name: string
    readonly tags: readonly string[]
    readonly section: string
  }[]
}

/** What a run would go through, and what may go wrong in it. */
export interface Listed {
  readonly listings: readonly Listing[]
  /** A warning for each play whose `hosts` match nothing, unless tasks may add hosts. */
  readonly withoutHosts: readonly InputError[]
  /** A warning for each tag and host of the options that matches nothing. */
  readonly unmatched: readonly InputError[]
  /** What is wrong with tasks that a run may not reach. */
  readonly ofTasks: readonly InputError[]
}

/** What a run would go through, without contacting a host: for `--list-hosts`, `--list-tasks`, `--list-tags`, `--syntax-check`. */
export async function listRun(
  options: RunOptions,
  masks = new Masks(),
  { isThorough = false }: { isThorough?: boolean } = {},
): Promise<Listed> {
  const controller = new AbortController()
  const { run, plays } = load(options, {
    id: '',
    masks,
    emit: () => {},
    signal: controller.signal,
    sessions: new SessionPool(),
  })
  const unmatched = checkSelection(
    run,
    plays.map(({ play }) => play),
  )
  const warnings = await preflight(run, plays, { isThorough })
  const { listPlay } = await import('./engine/play/list-play.ts')
  const listed = plays.map(({ play, playbook }) => ({ playbook, ...listPlay(run, play) }))
  return {
    listings: listed,
    withoutHosts: warnings.addsHosts ? [] : plays.flatMap(({ play }) => withoutHosts(run, play)),
    unmatched: unmatched.map(message => new InputError(message)),
    ofTasks: warnings.all,
  }
}

function describe({ message, place, hint }: InputError): string {
  return `${place ? `${showPlace(place)}: ` : ''}${message}${hint ? ` (${hint})` : ''}`
}

/** 0 fine, 2 a task failed, 4 a host was unreachable, 6 both; `meta: clear_host_errors` forgives what was before it. */
function exitCodeOf(run: RunContext): number {
  const hosts = [...run.hosts.values(), run.localhost]
  const failed = hosts.some(({ tally, cleared }) => tally.failed > (cleared?.failed ?? 0))
  const unreachable = hosts.some(({ tally, cleared }) => tally.unreachable > (cleared?.unreachable ?? 0))
  return (failed ? 2 : 0) + (unreachable ? 4 : 0)
}
