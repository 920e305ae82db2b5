import type { Change, MayChange } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { Probe } from '../../remote/probe.ts'
import { type UserState, userState } from '../../remote/probes/accounts.ts'
import type { DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import type { UnitScope } from '../../remote/probes/unit.ts'
import { known, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import type { Prediction, Predictions } from '../state/context.ts'
import type { FileEntry } from './file-entry.ts'
import { withRead } from './file-state.ts'
import { type Doubt, type OverlayEntry, unknown } from './overlay-entry.ts'
import { PredictedAccounts } from './predicted-accounts.ts'
import { PredictedFiles } from './predicted-files.ts'
import { PredictedPackages } from './predicted-packages.ts'
import { PredictedUnits } from './predicted-units.ts'

/** Where commands are found. */
const BIN = /^\/(usr\/|usr\/local\/)?s?bin\//

/** The predictions of a run, none as yet. */
export function newPredictions(): Predictions {
  const machines = new Map<string, PredictedState>()
  return {
    get: machine => machines.get(machine),
    of: machine => {
      const known = machines.get(machine) ?? new PredictedState()
      machines.set(machine, known)
      return known
    },
  }
}

/** What of a host a dry run has predicted so far. */
class PredictedState implements Prediction {
  readonly #files = new PredictedFiles()
  readonly #accounts = new PredictedAccounts()
  readonly #packages = new PredictedPackages()
  readonly #units = new PredictedUnits(this.#files)
  /** The hosts that are seen through the layer. */
  readonly #beneath = new WeakMap<ReadHost, ReadHost>()
  #unlisted: OverlayEntry | undefined
  #count = 0

  /** Lays the changes of a plan over the host that `over` gave; `by` names the task that would make them. */
  async lay(host: ReadHost, changes: readonly Change[], by: string): Promise<void> {
    const beneath = this.#beneath.get(host) ?? host
    for (const change of changes) {
      this.#count += 1
      const laid = { by, number: this.#count }
      const kind = change.resource.split(':')[0] ?? ''
      if (kind === 'file' && change.action !== 'extract') await this.#files.lay(beneath, change, laid)
      else if (kind === 'user' || kind === 'group') this.#accounts.lay(change, laid)
      else if (kind === 'package') this.#packages.lay(change, laid)
      else if (change.resource === 'apt:lists') this.#packages.refreshLists(laid)
      else if (kind === 'unit' || kind === 'systemd') this.#units.lay(change, laid)
      if (['package', 'packages', 'command', 'script'].includes(kind)) this.#unlisted = laid
    }
  }

  /** Notes what a task may change of which a dry run cannot tell. */
  async doubt(host: ReadHost, resources: readonly MayChange[], by: string): Promise<void> {
    const beneath = this.#beneath.get(host) ?? host
    for (const { resource, isWhole = false, mayGo = false, keepsContent = false } of resources) {
      this.#count += 1
      const doubt: Doubt = { by, number: this.#count, isDoubt: true, isWhole, mayGo, keepsContent }
      const [kind = '', name = ''] = splitOnce(resource)
      if (kind === 'file') await this.#files.doubt(beneath, name, doubt)
      else if (kind === 'user' || kind === 'group') this.#accounts.doubt(resource, doubt)
      else if (kind === 'package') this.#packages.doubt(name, doubt)
      else if (kind === 'unit') this.#units.doubt(name, doubt)
      if (kind === 'package') this.#unlisted = doubt
    }
  }

  /** Notes a task that may change anything. */
  doubtAll(by: string): void {
    this.#count += 1
    this.#unlisted = { by, number: this.#count }
  }

  /** The last task of which nobody can list beforehand what it would bring about: a command, a package. */
  get unlisted(): OverlayEntry | undefined {
    return this.#unlisted
  }

  /** A task that installs a package, which may bring any file. */
  get brought(): OverlayEntry | undefined {
    return this.#packages.brought
  }

  /**
   * The host seen through what is laid over it. Asking throws UnknownValueError where the answer hangs on what only a real
   * run can tell; `onNothing` is told where a file would not be there.
   */
  over<H extends ReadHost>(host: H, onNothing: () => void = () => {}): H {
    const ask = async <T>(probe: Probe<T>): Promise<T> => {
      const answer = await this.#ask(host, probe)
      const { kind } = probe.together ?? probe.subject ?? { kind: '' }
      const isOfFiles = kind.startsWith('file ') || kind === 'path exists'
      if (isOfFiles && [answer].flat().some(each => each === null || each === false)) onNothing()
      return answer
    }
    const seen = { ...host, ask }
    this.#beneath.set(seen, host)
    return seen
  }

  async #ask<T>(host: ReadHost, probe: Probe<T>): Promise<T> {
    const { kind, about } = probe.together ?? probe.subject ?? { kind: '', about: [] }
    const answer = this.#count === 0 ? undefined : await this.#answer(host, kind, about)
    if (answer === undefined) {
      if (kind === '') this.#refuseMentioned(probe)
      return host.ask(probe)
    }
    return (probe.together ? probe.together.pick(answer as readonly unknown[]) : answer) as T
  }

  /** The answer to a question of a known kind, a list where it is asked together with others; undefined where the host knows. */
  async #answer(host: ReadHost, kind: string, about: readonly string[]): Promise<unknown> {
    const [first = ''] = about
    const [, word = kind, detail = ''] =
      /^(file state|unit state|changed since|others below|deb state) (.*)$/.exec(kind) ?? []
    switch (word) {
      case 'file state': {
        const digest = detail === '' ? undefined : (detail as DigestAlgorithm)
        return this.#files.isEmpty ? undefined : this.#files.states(this.#withAccounts(host), about, digest)
      }
      case 'file content':
        return this.#files.isEmpty ? undefined : this.#files.contents(host, about)
      case 'path exists':
        return this.#files.exists(host, first)
      case 'real path':
        return this.#files.realPath(host, first)
      case 'paths below':
      case 'modes below':
      case 'others below':
        return (await this.#files.isTouched(host, first)) ? this.#tree(host, word, detail, first) : undefined
      case 'unit state':
        return this.#units.states(host, about, detail as UnitScope, this.brought)
      case 'unit files changed':
        return this.#units.areFilesChanged(host, first as UnitScope)
      case 'changed since':
        return this.#units.newer(host, Number(detail), about)
      case 'deb state': {
        if (!this.#packages.hasOneOf(about)) return undefined
        const states = await this.#packages.debs(host, about, detail)
        return about.map(name => states.get(name))
      }
      case 'deb names':
      case 'apt simulation':
        return this.#packages.refuseSimulation()
      case 'apt lists age':
        return this.#packages.listsAge([...this.#files.entries()])
      case 'rpm state':
        return this.#packages.hasOneOf(about) ? this.#packages.rpms(host, about) : undefined
      case 'tools':
        return this.#tools(host, about)
      default:
        return this.#account(host, word, first)
    }
  }

  async #tree(host: ReadHost, kind: string, detail: string, directory: string): Promise<unknown> {
    if (kind === 'paths below') return this.#files.pathsBelow(host, directory)
    const states = await this.#files.treeStates(this.#withAccounts(host), directory)
    if (kind === 'modes below')
      return states.map(state => ({ isDirectory: state.kind === 'directory', mode: state.mode }))
    const [uid = '', gid = ''] = detail.split(':')
    return states.some(
      state => (uid !== '' && state.uid !== Number(uid)) || (gid !== '' && state.gid !== Number(gid)),
    )
  }

  async #account(host: ReadHost, kind: string, name: string): Promise<unknown> {
    if (kind === 'users of group')
      return this.#accounts.isEmpty ? undefined : this.#accounts.usersOf(host, name)
    if (kind === 'group id' && this.#accounts.has('group', name))
      return this.#accounts.id(host, 'group', name)
    if (kind === 'user') return this.#user(host, name)
    if (!this.#accounts.has('user', name)) return undefined
    if (kind === 'user id') return this.#accounts.id(host, 'user', name)
    if (kind === 'home') return (await this.#accounts.user(host, name))?.home ?? null
    return undefined
  }

  /** A user, and whether its home would be there: that is a matter of files. */
  async #user(host: ReadHost, name: string): Promise<UserState | null | undefined> {
    const isLaid = this.#accounts.has('user', name)
    if (!isLaid && this.#files.isEmpty) return undefined
    const user = isLaid ? await this.#accounts.user(host, name) : await host.ask(userState(name))
    if (user === null || user.home === '') return user
    if (!isLaid && !(await this.#files.isTouched(host, user.home))) return user
    const home = await orUnknownAnswer(
      this.#files.states(this.#withAccounts(host), [user.home], undefined).then(([state]) => state),
    )
    return withRead(user, 'hasHome', () => {
      const state = known(home)
      return (state?.leadsTo ?? state)?.kind === 'directory'
    })
  }

  async #tools(host: ReadHost, names: readonly string[]): Promise<ReadonlySet<string>> {
    const real = await host.ask(presentTools(names))
    const laid = [...this.#files.entries()].filter(([path]) => BIN.test(path))
    const placed = (name: string) => laid.filter(([path]) => path.replace(BIN, '') === name)
    const more = names.filter(
      name => this.#packages.brings(name) || placed(name).some(([, file]) => isProgram(file)),
    )
    const present = new Set([...real, ...more])
    const [open] = names.flatMap(name =>
      present.has(name) ? [] : placed(name).filter(([, each]) => isOpen(each)),
    )
    return open ? unknown(`whether there is ${open[0]}`, { ...open[1], isDoubt: true }) : present
  }

  /** A host of which numbers of accounts are asked through the layer, and all else as it is. */
  #withAccounts(host: ReadHost): ReadHost {
    const isAccount = ({ subject }: Probe<unknown>): boolean => / id$/.test(subject?.kind ?? '')
    const ask = <T>(probe: Probe<T>): Promise<T> =>
      isAccount(probe) ? this.#ask(host, probe) : host.ask(probe)
    return { ...host, ask }
  }

  /** Stops a question of any other kind whose words name something that is not there yet, or not yet so. */
  #refuseMentioned({ script: { text } }: Probe<unknown>): void {
    const named = [...this.#files.entries()].filter(
      ([path, file]) => file.hasNewContent && isNamedIn(path, file, text),
    )
    const [closest] = named.sort(([a], [b]) => b.length - a.length)
    if (closest) unknown(closest[0], closest[1])
  }
}

/** Whether a script names a path, or starts a program that would be there. */
function isNamedIn(path: string, file: FileEntry, text: string): boolean {
  if (text.includes(path) && new RegExp(`(?<![\\w./-])${escaped(path)}(?![\\w.-])`).test(text)) return true
  return isProgram(file) && BIN.test(path) && isCommandIn(path.replace(BIN, ''), text)
}

function isProgram({ kind, mode }: FileEntry): boolean {
  return kind !== 'absent' && (kind === 'link' || (typeof mode === 'string' && /[1357]/.test(mode.slice(1))))
}

/** Whether only a run can tell what is there, or whether it may be run. */
function isOpen({ kind, mode }: FileEntry): boolean {
  return kind === 'something' || mode instanceof Unknown
}

function splitOnce(resource: string): [string, string] {
  const at = resource.indexOf(':')
  return [resource.slice(0, at), resource.slice(at + 1)]
}

/** Whether a script starts a command of that name somewhere. */
function isCommandIn(name: string, text: string): boolean {
  return new RegExp(`(^|[\\s;&|('"\`])${escaped(name)}(?=$|[\\s;&|)'"\`])`, 'm').test(text)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
