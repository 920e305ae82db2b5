import type { AnsibleCfg } from '../base/ansible-cfg.ts'
import { InputError } from '../errors.ts'
import { attachedTo } from '../values/lazy.ts'
import type { Disk } from './find-files.ts'
import { type Helper, type Options, optionHelper } from './helper.ts'
import type { Missing } from './lookup.ts'

/** The machine that Drover runs on, as functions read it while values are rendered. All throw UnknownValueError for what only a run shows. */
export interface Controller extends Disk {
  /** The folders of the playbook and of the project, in which files are looked for last. */
  readonly folders: readonly [playbook: string, project: string]
  /** Counts what was read or run so far: what a value was made of may be different the next time. */
  readonly uses: () => number
  /** The bytes of a file, decrypted if it is encrypted, and whether it was. Throws InputError. */
  readonly read: (path: string) => FileContent
  /** What a shell command prints. Throws InputError if it fails. */
  readonly run: (command: string, folder: string) => string
  /** The text behind a URL. Throws InputError. */
  readonly fetch: (request: WebRequest) => string
  /** What name servers answer. Throws InputError. */
  readonly resolve: (question: DnsQuestion) => DnsAnswer
  /** Whether files may be written now. */
  readonly mayWrite: () => boolean
  /** Makes a file for its owner alone, unless it exists; gives what is in it then. Throws InputError. */
  readonly create: (path: string, text: string) => string
  /** Replaces a file by one for its owner alone. Throws InputError. */
  readonly replace: (path: string, text: string) => void
  /** Masks a text in all output. */
  readonly mask: (text: string) => void
  /** The hosts of the inventory that match a pattern; none if it names one that the inventory does not have. */
  readonly hostsOf: (pattern: string) => readonly string[]
  readonly warn: (message: string) => void
  /** The language of the templates in a file, unless its ending says otherwise. */
  readonly dialectOf: (file: string) => 'drover' | 'ansible'
  /** Ansible's setting `jinja2_native`. */
  readonly isJinjaNative: boolean
  /** Ansible's setting `ansible_managed`. */
  readonly managedText: string
  /** The project's `ansible.cfg`, if it has one. */
  readonly ansibleCfg?: AnsibleCfg | undefined
}

export interface FileContent {
  readonly bytes: Buffer
  readonly isSecret: boolean
}

/** A request for a text on the web. */
export interface WebRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Seconds without a byte after which it counts as failed. */
  readonly timeout: number
  readonly verifiesCertificates: boolean
  /** True if no proxy is used, whatever the environment names. */
  readonly isDirect: boolean
}

/** A question to name servers, those of the controller if none are named. */
export interface DnsQuestion {
  readonly name: string
  readonly type: string
  readonly servers: readonly string[]
}

/** The records, as `node:dns` gives them, or its code of an error, such as `ENOTFOUND`. */
export type DnsAnswer =
  | { readonly records: readonly unknown[] }
  | { readonly code: string; readonly message: string }

/** What a function may read in addition to its values: the variables of the task, and the controller. */
export interface Reach {
  readonly variables: Readonly<Record<string, unknown>>
  readonly controller: Controller
  /** Whether what does not exist is undefined instead of an error. */
  readonly missing: Missing
  /**
   * A template file, by its path and the name that it was asked for: its text, rendered with these variables over those of the task; `marks` say how its tags begin and end, by Jinja's names.
   * Throws InputError at its place in the file.
   */
  readonly renderTemplate: (
    template: { readonly file: string; readonly name: string; readonly text: string },
    own: Readonly<Record<string, unknown>>,
    marks: Options,
  ) => string
}

/** What the variables of a task have attached, for the functions that are called with them. */
export type ReachMaker = () => Omit<Reach, 'missing'>

/** Among the names that a value needs: it may need any variable. */
export const ANY_VARIABLE = '* any variable'

/** Whether a value with these needs needs one of some variables. */
export function needsOneOf(needs: ReadonlySet<string>, names: Iterable<string>): boolean {
  const isAny = needs.has(ANY_VARIABLE)
  for (const name of names) if (isAny || needs.has(name)) return true
  return false
}

/** Among the names that a value needs: making it runs a program or writes a file, so it is made in the turn of its task alone. */
export const TURN_OF_TASK = '* the turn of the task'

/** The variable with the folders in which the files of a task are looked for. */
export const SEARCH_PATH = 'ansible_search_path'

/** What a function with access to the controller does. */
type Work = (values: readonly unknown[], options: Options, reach: Reach) => unknown

/**
 * A helper that reads the controller or the variables. `needs` are the names that its value depends on in addition to those of its
 * values. All take the option `errors`, as Ansible's lookups do: `strict` (default), `warn` or `ignore`, which give null.
 */
export function readingHelper(usage: string, about: string, needs: readonly string[], work: Work): Helper {
  const name = usage.replace(/ .*/s, '')
  const made = optionHelper(`${usage} [errors=]`, about, (values, options, { missing, variables }) => {
    const reach = { ...reachOf(name, variables), missing }
    return ignoring(name, options, reach, () => work(values, options, reach))
  })
  return { ...made, usage, needs }
}

/** Whether Ansible's setting `jinja2_native` applies to what is rendered with these variables. */
export function isJinjaNative(variables: object): boolean {
  return attachedReach(variables)?.controller.isJinjaNative ?? false
}

/** What functions may read that are called with these variables; undefined if they are rendered without a task. */
export function attachedReach(variables: object | undefined): ReturnType<ReachMaker> | undefined {
  const make = variables && attachedTo(variables)
  return typeof make === 'function' ? (make as ReachMaker)() : undefined
}

function reachOf(name: string, variables: object): ReturnType<ReachMaker> {
  const reach = attachedReach(variables)
  if (reach) return reach
  throw new InputError(`\`${name}\` cannot be used here: it reads the controller during a run`)
}

const ERRORS = ['strict', 'warn', 'ignore']

function ignoring(name: string, { errors = 'strict' }: Options, reach: Reach, work: () => unknown): unknown {
  if (!ERRORS.includes(String(errors)))
    throw new InputError(`\`errors\` of \`${name}\` is \`strict\`, \`warn\` or \`ignore\`, got \`${errors}\``)
  try {
    return work()
  } catch (error) {
    if (errors === 'strict' || !(error instanceof InputError)) throw error
    if (errors === 'warn') reach.controller.warn(`\`${name}\` failed, and this is ignored: ${error.message}`)
    return null
  }
}
