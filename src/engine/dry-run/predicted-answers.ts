import type { ReadHost } from '../../remote/host.ts'
import type { Probe } from '../../remote/probe.ts'
import { type UserState, userState } from '../../remote/probes/accounts.ts'
import type { Answers } from '../../remote/probes/answers.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import type { SubjectKind, SubjectOf } from '../../remote/subject.ts'
import { known, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { withRead } from './computed-fields.ts'
import type { FileEntry } from './file-entry.ts'
import { throwUnknown } from './overlay-entry.ts'
import type { PredictedAccounts } from './predicted-accounts.ts'
import type { PredictedFiles } from './predicted-files.ts'
import type { PredictedPackages } from './predicted-packages.ts'
import type { PredictedUnits } from './predicted-units.ts'
import { isProgram, programIn } from './programs.ts'

/** The predicted state of a host, by area. */
export interface Overlays {
  readonly files: PredictedFiles
  readonly accounts: PredictedAccounts
  readonly packages: PredictedPackages
  readonly units: PredictedUnits
}

type Answer<K extends SubjectKind> = Answers[K] | undefined

/**
 * A function for each kind of probe subject that returns the predicted answer; undefined if the real answer applies.
 */
export type Answering = {
  readonly [K in SubjectKind]: (host: ReadHost, subject: SubjectOf<K>) => Answer<K> | Promise<Answer<K>>
}

/**
 * Returns the functions that answer each kind of probe subject from the predicted state. A subject without a function
 * is a type error.
 */
export function answersFrom({ files, accounts, packages, units }: Overlays): Answering {
  const { overlay } = files

  /** Returns the host with predicted ids of users and groups. */
  const withAccounts = (host: ReadHost): ReadHost => {
    const ask = async <T>(probe: Probe<T>): Promise<T> => {
      const { subject } = probe
      const isId = subject?.kind === 'user id' || subject?.kind === 'group id'
      const id = isId ? await idOf(host, subject) : undefined
      return id === undefined ? host.ask(probe) : (id as T)
    }
    return { ...host, ask }
  }
  const idOf = async (host: ReadHost, subject: SubjectOf<'user id' | 'group id'>) => {
    const kind = subject.kind === 'user id' ? 'user' : 'group'
    return accounts.has(kind, subject.name) ? accounts.id(host, kind, subject.name) : undefined
  }

  return {
    'file states': (host, { paths, digest }) =>
      overlay.isEmpty ? undefined : files.states(withAccounts(host), paths, digest),
    'file contents': (host, { paths }) => (overlay.isEmpty ? undefined : files.contents(host, paths)),
    'path exists': (host, { pattern }) => files.exists(host, pattern),
    'real path': (host, { path }) => files.realPath(host, path),
    'paths below': async (host, { directory, depth }) =>
      (await overlay.isTouched(host, directory)) ? files.pathsBelow(host, directory, depth) : undefined,
    'modes below': async (host, { directory }) => {
      if (!(await overlay.isTouched(host, directory))) return undefined
      const states = await files.treeStates(withAccounts(host), directory)
      return states.map(state => ({ isDirectory: state.kind === 'directory', mode: state.mode }))
    },
    'other owners below': async (host, { directory, uid, gid }) => {
      if (!(await overlay.isTouched(host, directory))) return undefined
      const states = await files.treeStates(withAccounts(host), directory)
      return states.some(
        state => (uid !== undefined && state.uid !== uid) || (gid !== undefined && state.gid !== gid),
      )
    },
    'unit states': (host, { units: names, scope }) => units.states(host, names, scope, packages.provider),
    'unit files changed': (host, { scope }) => units.files.areChanged(host, scope),
    'changed since': (host, { pid, paths }) => units.newer(host, pid, paths),
    'deb states': async (host, { names, release }) => {
      if (!packages.hasOneOf(names)) return undefined
      const states = await packages.debs(host, names, release)
      return names.map(name => states.get(name))
    },
    'deb names': () => packages.refuseSimulation(),
    'apt simulation': () => packages.refuseSimulation(),
    'apt lists age': () => packages.listsAge([...overlay.all()]),
    'apt lists time': () => packages.refuseListsTime(),
    'rpm states': (host, { specs }) => (packages.hasOneOf(specs) ? packages.rpms(host, specs) : undefined),
    'package version': (_, { name }) => packages.version(name),
    'package simulation': () => packages.refuseSimulation(),
    'homebrew packages': (host, subject) => packages.brews(host, subject),
    'installed packages': () => packages.refuseList('the installed packages'),
    'all services': () => units.refuseList() ?? packages.refuseList('the services'),
    tools: (host, { names }) => toolsOf(host, names, { files, packages }),
    user: (host, { name }) => userOf(withAccounts(host), host, name, { files, accounts }),
    'user id': idOf,
    home: async (host, { user }) =>
      accounts.has('user', user) ? ((await accounts.user(host, user))?.home ?? null) : undefined,
    'group id': idOf,
    'users of group': (host, { group }) => (accounts.isEmpty ? undefined : accounts.usersOf(host, group)),
  }
}

/** Returns the predicted state of a user. Whether its home directory exists comes from the predicted files. */
async function userOf(
  seen: ReadHost,
  host: ReadHost,
  name: string,
  { files, accounts }: Pick<Overlays, 'files' | 'accounts'>,
): Promise<UserState | null | undefined> {
  const isPredicted = accounts.has('user', name)
  if (!isPredicted && files.overlay.isEmpty) return undefined
  const user = isPredicted ? await accounts.user(host, name) : await host.ask(userState(name))
  if (user === null || user.home === '') return user
  if (!isPredicted && !(await files.overlay.isTouched(host, user.home))) return user
  const home = await orUnknownAnswer(files.states(seen, [user.home], undefined).then(([state]) => state))
  return withRead(user, 'hasHome', () => {
    const state = known(home)
    return (state?.leadsTo ?? state)?.kind === 'directory'
  })
}

/** Returns which of these programs would exist: on the real host, from predicted packages, or as predicted files. */
async function toolsOf(
  host: ReadHost,
  names: readonly string[],
  { files, packages }: Pick<Overlays, 'files' | 'packages'>,
): Promise<ReadonlySet<string>> {
  const real = await host.ask(presentTools(names))
  const all = [...files.overlay.all()]
  const placed = (name: string) => all.filter(([path]) => programIn(path) === name)
  const more = names.filter(
    name => packages.provides(name) || placed(name).some(([, file]) => isProgram(file)),
  )
  const present = new Set([...real, ...more])
  const missing = names.filter(name => !present.has(name))
  const open = missing.flatMap(placed).find(([, file]) => mayBeProgram(file))
  return open ? throwUnknown(`whether there is ${open[0]}`, { ...open[1], isUncertain: true }) : present
}

/** Whether only a real run can determine if the file is a program: its kind or mode is unknown. */
function mayBeProgram({ kind, mode }: FileEntry): boolean {
  return kind === 'something' || mode instanceof Unknown
}
