import { dirname } from 'node:path'
import type { Source } from '../../errors.ts'
import { InputError } from '../../errors.ts'
import { isTemplated } from '../../yaml/describe.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { Problems } from '../../yaml/problems.ts'
import type { YamlReading } from '../../yaml/reading.ts'
import type { Role } from '../roles/role.ts'

/** The context in which a playbook or a file of tasks is read. */
export interface Reading extends Known {
  readonly problems: Problems
  /** The absolute paths of the files that are being imported, outermost first. */
  readonly chain: readonly string[]
  readonly isHandlers: boolean
  /** The variables of the play. */
  readonly vars: VarsSource
  /** Variables that names in an import can use in addition to those of the play. */
  readonly inner?: InnerVars
  /** The folder of the playbook that contains the play. */
  readonly playbookDir: string
  /** The collections whose roles the play may use by their short names. */
  readonly collections: readonly string[]
  /** The task types of the role whose files are being read, which its tasks may use by their short names. */
  readonly roleTypes: ReadonlyMap<string, string>
}

/** A role's name and folder. */
interface RoleFolder {
  readonly name: string
  readonly path: string
}

/** Creates the context for reading a file. The options are those of the play; a playbook needs none. */
export function openReading(
  known: Known,
  file: string,
  {
    vars = new Map(),
    playbookDir = dirname(file),
    collections = [],
  }: Partial<Pick<Reading, 'vars' | 'playbookDir' | 'collections'>> = {},
): Reading {
  const roleTypes = new Map<string, string>()
  const chain = [file]
  return { ...known, problems: [], chain, isHandlers: false, vars, playbookDir, collections, roleTypes }
}

/** Returns the context for reading the files of a role; for no role, none of its task types are visible. */
export function withinRole(reading: Reading, role: RoleFolder | undefined): Reading {
  return { ...reading, roleTypes: (role && reading.typesOfRole?.(role)) ?? new Map() }
}

/** Whether a key is the name of a task type in this context. */
export function isTaskType(key: string, { taskTypes, roleTypes }: Reading): boolean {
  return roleTypes.has(key) || taskTypes.includes(key)
}

/** The names that playbooks may refer to, and how values are rendered before the run. */
export interface Known extends YamlReading {
  readonly taskTypes: readonly string[]
  /** Returns the task types that a role brings: their full names, such as `web.site`, by their short names. */
  readonly typesOfRole?: (role: RoleFolder) => ReadonlyMap<string, string>
  /** Folders to search for roles in addition to those next to a playbook. */
  readonly rolesPath?: readonly string[]
  /**
   * Renders a value that is needed before any host is selected, with the given variables of a play, those of the
   * command line, and those of all hosts. Throws InputError. If absent, such values must not contain templates.
   */
  readonly render?: (source: Source, vars: VarsSource, inner?: InnerVars) => unknown
}

/** Variables that an import can use in addition to those of its play. */
export interface InnerVars {
  /** The role that contains the import. */
  readonly role?: Role
  /** `vars` of the import and of the blocks around it, which take precedence over those of the role. */
  readonly own: VarsSource
}

/**
 * Returns the context for an import of tasks or of a role, whose names can also use the `vars` around it. `vars` has
 * the innermost last.
 */
export function withinImport(reading: Reading, vars: readonly VarsSource[], role: Role | undefined): Reading {
  const own = new Map(vars.flatMap(layer => [...layer]))
  return { ...reading, inner: { own, ...(role ? { role } : {}) } }
}

/**
 * Returns a value that is needed before any host is selected: rendered if it is a template, otherwise as written.
 * `what` names it in errors. Throws InputError.
 */
export function valueNow(what: string, source: Source, reading: Reading): unknown {
  if (isTemplated(source)) return renderedNow(what, source, reading)
  return source.kind === 'scalar' ? source.value : undefined
}

/**
 * Renders a value that is needed before any host is selected. `what` names it in errors. Throws InputError if it
 * depends on values that are not known at that time.
 */
function renderedNow(what: string, source: Source, { render, vars, inner }: Reading): unknown {
  const hint = `${what} may use only \`-e\`, \`vars\` of the play or of an import, variables of its role, and those of the group \`all\``
  if (!render)
    throw new InputError(`${what} contains a template, but no variable is known here`, {
      place: source.place,
      hint,
    })
  try {
    return render(source, vars, inner)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(`${what} is evaluated before any host is selected: ${error.message}`, {
      place: error.place ?? source.place,
      hint,
      cause: error,
    })
  }
}
