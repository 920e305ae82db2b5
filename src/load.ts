import { dirname, join, resolve } from 'node:path'
import pLimit from 'p-limit'
import { readAnsibleSettings } from './ansible-settings.ts'
import { askVariables } from './ask-variables.ts'
import { cachedByVersion } from './base/cached-by-version.ts'
import { openController } from './controller/controller.ts'
import { newPredictions } from './engine/dry-run/predicted-state.ts'
import { CONTROLLER, newChangeTrackers } from './engine/state/change-tracker.ts'
import type { RunContext } from './engine/state/context.ts'
import { newHostState } from './engine/state/host-state.ts'
import { ResumeState } from './engine/state/resume-state.ts'
import type { Stepping } from './engine/state/stepping.ts'
import { InputError } from './errors.ts'
import { chooseHosts } from './inventory/choose-hosts.ts'
import { choosingWithin } from './inventory/choose-within-limit.ts'
import type { Inventory } from './inventory/inventory.ts'
import { implicitLocalhost, loadInventory } from './inventory/load.ts'
import { openTaskFolders } from './load-task-types.ts'
import { maskGivenSecrets } from './mask-given-secrets.ts'
import { requireInventory, withoutInventory } from './missing-inventory.ts'
import { readAdHoc } from './playbook/ad-hoc.ts'
import type { Known } from './playbook/keywords/context.ts'
import { loadPlaybook, loadRole, loadTasks } from './playbook/load.ts'
import { rolesPath } from './playbook/roles/find-role.ts'
import type { Play } from './playbook/steps.ts'
import { isInterfaceFact, KNOWN_FACTS, suggestFact } from './remote/facts/known.ts'
import { factsProbe } from './remote/facts/probe.ts'
import { armGuard, foreignGuard } from './remote/rollback/arm.ts'
import type { SessionPool } from './remote/session-pool.ts'
import { renderEarly } from './render-early.ts'
import { findFiles, taskFoldersOf } from './run-files.ts'
import { DEFAULT_FORKS, type RunOptions, settingsOf } from './run-settings.ts'
import { Keyring, type KeySources } from './secrets/keyring.ts'
import { taskFileWarnings } from './task-file-warnings.ts'
import { checkTarget } from './transport/address.ts'
import type { Masks } from './values/secret.ts'
import { findDialects } from './yaml/dialects.ts'
import { loadVarsFile } from './yaml/load.ts'
import type { YamlReading } from './yaml/reading.ts'
import { readOwnVars } from './yaml/variables.ts'

/** What opens sessions, and counts what they cost. */
export type Connections = Pick<
  SessionPool,
  'open' | 'openNew' | 'find' | 'close' | 'closeSession' | 'closeAll' | 'costs'
>

const NO_KEYS: KeySources = {
  identities: [],
  vaults: [],
  ask: () => {
    throw new InputError('there is no terminal to ask for a passphrase')
  },
}

/** The reporter of a run, its abort signal, and the opener of its sessions. */
export interface Parts {
  /** The run's id. */
  readonly id: string
  readonly masks: Masks
  readonly emit: (event: object) => void
  readonly signal: AbortSignal
  readonly sessions: Connections
  /** Whether the user is asked for the variables of `vars_prompt`. */
  readonly mayAskUser?: boolean
  /** Asks before each task. */
  readonly stepping?: Stepping | undefined
}

/** A run that can begin. */
export interface Loaded {
  readonly run: RunContext
  readonly plays: readonly { readonly playbook: string; readonly play: Play }[]
  /** What made all files be read in the dialect of Ansible without being asked for: an absolute path. */
  readonly ansibleMarker: string | undefined
  /** What the user should know of the files before the run: one sentence each. */
  readonly warnings: readonly string[]
}

/** Reads all files of a run. Throws InputError or InputErrors if something in them is wrong. */
export function load(
  options: RunOptions,
  { id, masks, emit, signal, sessions, mayAskUser = false, stepping }: Parts,
): Loaded {
  const { playbooks, playbookDir, projectDir, inventoryPaths: named } = findFiles(options)
  const keyring = new Keyring(options.keys ?? NO_KEYS, text => masks.add(text))
  const decrypt = keyring.openFile.bind(keyring)
  const dialects = findDialects({ playbookDir, projectDir }, options.dialect)
  const missing = named.length === 0 ? withoutInventory(dialects.ofProject) : undefined
  const inventoryPaths = missing?.paths ?? named
  const { cfg, isJinjaNative, managedText, withoutEffect, ...ofAnsible } = readAnsibleSettings(
    projectDir,
    dialects,
  )
  const reading: YamlReading = { decrypt, dialectOf: dialects.of }
  const inventory = loadInventory(inventoryPaths, {
    playbookDir,
    projectDir,
    ...reading,
    scope: { masks, keys: keyring },
  })
  const taskFolders = taskFoldersOf(projectDir, playbooks.map(dirname))
  const types = openTaskFolders(taskFolders)
  const epoch = { count: 0 }
  const hosts = new Map(
    [...inventory.hosts].map(([name, host]) => [name, newHostState(inventory, host, epoch)]),
  )
  const localhost = hosts.get('localhost') ?? newHostState(inventory, implicitLocalhost(inventory), epoch)
  const known: Known = {
    ...reading,
    taskTypes: types.names,
    typesOfRole: ({ name, path }) => types.addRole(name, join(path, 'task_types')),
    rolesPath: rolesPath(projectDir),
    render: (source, vars, inner) => renderEarly(run, source, vars, inner),
  }
  const isRunning = { value: false }
  const changeTrackers = newChangeTrackers()
  const predictions = newPredictions()
  const run: RunContext = {
    settings: { ...settingsOf(options, { projectDir, inventoryPaths }, { masks, reading }), ...ofAnsible },
    inventory,
    types,
    hosts,
    localhost,
    hostsOutsideInventory: new Map(),
    checkTarget,
    connect: connecting(sessions, emit),
    findSession: target => sessions.find(target),
    disconnect: host => sessions.close(host),
    closeSession: target => sessions.closeSession(target),
    connectNew: target => sessions.openNew(target),
    armGuard,
    foreignGuard: foreignGuard(id),
    factsProbe: factsProbe(),
    factNames: { known: KNOWN_FACTS, isInterface: isInterfaceFact, suggestion: suggestFact },
    loadTasks: (file, inherited, play) => loadTasks(file, inherited, known, play),
    loadRole: (step, role, inherited, play) => loadRole(step, role, inherited, known, play),
    chooseHosts: choosingWithin(options.limit, inventory),
    controller: openController({
      folders: [playbookDir, projectDir],
      decrypt,
      mask: text => masks.add(text),
      hostsOf: pattern => hostsMatching(pattern, inventory),
      warn: message => emit({ type: 'warning', message }),
      changes: () => changeTrackers.of(CONTROLLER).version,
      isRunning: () => isRunning.value,
      isCheckMode: options.check,
      dialectOf: dialects.of,
      isJinjaNative,
      managedText,
      ansibleCfg: cfg,
      hasPredictions: () => predictions.get(CONTROLLER) !== undefined,
    }),
    isRunning,
    loadVars: cachedByVersion(file => loadVarsFile(file, reading, readOwnVars)),
    masks,
    ...(options.resumeData === undefined ? {} : { resumeState: new ResumeState(options.resumeData) }),
    ...(stepping === undefined ? {} : { stepping }),
    keys: keyring,
    emit,
    signal,
    limit: pLimit(options.forks ?? DEFAULT_FORKS),
    started: { value: options.startAtTask === undefined },
    changeTrackers,
    warned: new Set(),
    predictions,
    writesOf: new Map(),
  }
  const read = readPlays(playbooks, known)
  if (missing?.paths.length === 0 && dialects.ofProject !== 'ansible')
    requireInventory(
      read.map(({ play }) => play.hosts),
      projectDir,
    )
  const ask = mayAskUser ? (options.keys ?? NO_KEYS).ask : undefined
  const plays = read.map(({ playbook, play }) => ({
    playbook,
    play: askVariables(play, run.settings.extraVars, ask),
  }))
  maskGivenSecrets(
    run,
    plays.map(({ play }) => play),
  )
  const { adHoc } = options
  // A play is skipped if it has no hosts; who names hosts on the command line means some.
  if (adHoc) chooseHosts(adHoc.hosts, inventory)
  const playbook = resolve('command line')
  const added = adHoc ? [{ playbook, play: readAdHoc(adHoc, playbook, known) }] : []
  const warnings = [...(missing?.warnings ?? []), ...withoutEffect, ...taskFileWarnings(taskFolders)]
  return { run, plays: [...plays, ...added], ansibleMarker: dialects.found, warnings }
}

/** Opens sessions, and reports when one is being opened and when it is open. */
function connecting(sessions: Connections, emit: Parts['emit']): RunContext['connect'] {
  return async target => {
    // A shell of this machine takes no time.
    if (target.connection === 'local' || sessions.find(target)) return sessions.open(target)
    const host = target.name
    const report = (isConnected: boolean): void => emit({ type: 'connect.end', host, isConnected })
    emit({ type: 'connect.start', host })
    const opening = sessions.open(target)
    opening.then(
      () => report(true),
      () => report(false),
    )
    return opening
  }
}

/** Reads all playbooks. Throws InputError or InputErrors. */
function readPlays(playbooks: readonly string[], known: Known): Loaded['plays'] {
  return playbooks.flatMap(file => loadPlaybook(file, known).plays.map(play => ({ playbook: file, play })))
}

/** As Ansible's lookup `inventory_hostnames` has it: none if a name is not in the inventory. */
function hostsMatching(pattern: string, inventory: Inventory): readonly string[] {
  let isUnknown = false
  const anywhere = { file: 'inventory_hostnames', line: 1, column: 1 }
  const names = chooseHosts(pattern, inventory, anywhere, () => {
    isUnknown = true
  })
  return isUnknown ? [] : names
}
