import type { AnsibleCfg } from '../base/ansible-cfg.ts'
import { InputError } from '../errors.ts'
import { attachedTo } from '../values/lazy.ts'
import type { Disk } from './find-files.ts'
import { type Helper, type Options, optionHelper } from './helper.ts'
import type { Missing } from './lookup.ts'

/**
 * The machine that Drover runs on, for functions that read it while values are rendered. All of its functions throw
 * UnknownValueError if the result is only known during a run.
 */
export interface Controller extends Disk {
  /** The folders of the playbook and of the project, which are searched for files last. */
  readonly folders: readonly [playbook: string, project: string]
  /**
   * Returns how often the controller was read or used so far. If rendering a value increases it, the value may
   * differ the next time and is not cached.
   */
  readonly uses: () => number
  /** Returns the bytes of a file, decrypted if it is encrypted, and whether it was. Throws InputError. */
  readonly read: (path: string) => FileContent
  /** Runs a shell command in a folder and returns its output. Throws InputError if it fails. */
  readonly run: (command: string, folder: string) => string
  /** Returns the text at a URL. Throws InputError. */
  readonly fetch: (request: WebRequest) => string
  /** Queries name servers. Throws InputError. */
  readonly resolve: (query: DnsQuery) => DnsAnswer
  /** Whether files may be written at present. */
  readonly mayWrite: () => boolean
  /** Creates a file that only its owner can read, unless it exists, and returns its content. Throws InputError. */
  readonly create: (path: string, text: string) => string
  /** Replaces a file by one that only its owner can read. Throws InputError. */
  readonly replace: (path: string, text: string) => void
  /** Masks a string in all output from now on. */
  readonly mask: (text: string) => void
  /** Returns the hosts of the inventory that match a pattern; none if the pattern names one that does not exist. */
  readonly hostsOf: (pattern: string) => readonly string[]
  readonly warn: (message: string) => void
  /** Returns the language of the templates in a file whose extension does not determine it. */
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

/** An HTTP request for text. */
export interface WebRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** The request fails if no byte arrives for this number of seconds. */
  readonly timeout: number
  readonly verifiesCertificates: boolean
  /** Whether the request ignores the proxies that the environment names. */
  readonly isDirect: boolean
}

/** A DNS query. If `servers` is empty, the controller's own name servers are used. */
export interface DnsQuery {
  readonly name: string
  readonly type: string
  readonly servers: readonly string[]
}

/** The records in the form that `node:dns` returns, or its error code, such as `ENOTFOUND`. */
export type DnsAnswer =
  | { readonly records: readonly unknown[] }
  | { readonly code: string; readonly message: string }

/** What a function can read in addition to its arguments: the variables of the task, and the controller. */
export interface RenderContext {
  readonly variables: Readonly<Record<string, unknown>>
  readonly controller: Controller
  /** Which values may be missing: these are then undefined instead of an error. */
  readonly missing: Missing
  /**
   * Renders a template file. `template` is its path, the name by which it was requested, and its text. The variables
   * `own` override those of the task; `marks` are the delimiters of its tags, by Jinja's option names. Throws
   * InputError with the place in the file.
   */
  readonly renderTemplate: (
    template: { readonly file: string; readonly name: string; readonly text: string },
    own: Readonly<Record<string, unknown>>,
    marks: Options,
  ) => string
}

/** Creates the `Reach` for functions that are called with a task's variables. It is attached to these variables. */
export type MakeRenderContext = () => Omit<RenderContext, 'missing'>

/** A name in a helper's `needs`: the value may depend on any variable. */
export const ANY_VARIABLE = '* any variable'

/** Whether a value with these needs depends on any of the variables. */
export function needsOneOf(needs: ReadonlySet<string>, names: Iterable<string>): boolean {
  const isAny = needs.has(ANY_VARIABLE)
  for (const name of names) if (isAny || needs.has(name)) return true
  return false
}

/**
 * A name in a helper's `needs`: computing the value runs a program or writes a file, so it is only computed when its
 * task runs, never for a prefetched check.
 */
export const ONLY_AT_RUN = '* the turn of the task'

/** The variable that lists the folders in which a task's files are searched for. */
export const SEARCH_PATH = 'ansible_search_path'

/** The implementation of a helper that reads the controller or the variables. */
type Work = (values: readonly unknown[], options: Options, context: RenderContext) => unknown

/**
 * Creates a helper that reads the controller or the variables. `needs` names what its value depends on in addition
 * to its arguments. Every such helper takes the option `errors`, as Ansible's lookups do: `strict` (default), or
 * `warn` or `ignore`, with which it returns null on failure.
 */
export function readingHelper(usage: string, about: string, needs: readonly string[], work: Work): Helper {
  const name = usage.replace(/ .*/s, '')
  const helper = optionHelper(`${usage} [errors=]`, about, (values, options, { missing, variables }) => {
    const context = { ...contextOf(name, variables), missing }
    return ignoring(name, options, context, () => work(values, options, context))
  })
  return { ...helper, usage, needs }
}

/** Whether Ansible's setting `jinja2_native` applies to a rendering with these variables. */
export function isJinjaNative(variables: object): boolean {
  return attachedContext(variables)?.controller.isJinjaNative ?? false
}

/**
 * Returns what functions can read that are called with these variables; undefined if they are rendered without a
 * task.
 */
export function attachedContext(variables: object | undefined): ReturnType<MakeRenderContext> | undefined {
  const make = variables && attachedTo(variables)
  return typeof make === 'function' ? (make as MakeRenderContext)() : undefined
}

function contextOf(name: string, variables: object): ReturnType<MakeRenderContext> {
  const context = attachedContext(variables)
  if (context) return context
  throw new InputError(`\`${name}\` cannot be used here: it reads the controller during a run`)
}

const ERRORS = ['strict', 'warn', 'ignore']

function ignoring(
  name: string,
  { errors = 'strict' }: Options,
  context: RenderContext,
  work: () => unknown,
): unknown {
  if (!ERRORS.includes(String(errors)))
    throw new InputError(`\`errors\` of \`${name}\` is \`strict\`, \`warn\` or \`ignore\`, got \`${errors}\``)
  try {
    return work()
  } catch (error) {
    if (errors === 'strict' || !(error instanceof InputError)) throw error
    if (errors === 'warn')
      context.controller.warn(`\`${name}\` failed, and this is ignored: ${error.message}`)
    return null
  }
}
