import { dirname } from 'node:path'
import type { Source } from '../../errors.ts'
import { InputError } from '../../errors.ts'
import { isTemplated } from '../../yaml/describe.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { Problems } from '../../yaml/problems.ts'
import type { YamlReading } from '../../yaml/reading.ts'
import type { Role } from '../roles/role.ts'

/** A playbook being read. */
export interface Reading extends Known {
  readonly problems: Problems
  /** The files that are being imported, outermost first; absolute. */
  readonly chain: readonly string[]
  readonly isHandlers: boolean
  /** The variables of the play. */
  readonly vars: VarsSource
  /** What the names in an import see besides those. */
  readonly inner?: InnerVars
  /** The folder of the playbook with the play. */
  readonly playbookDir: string
  /** The collections whose roles the play may name without them. */
  readonly collections: readonly string[]
  /** The task types of the role whose files are read, which its tasks need not name in full. */
  readonly roleTypes: ReadonlyMap<string, string>
}

/** A role's name and folder. */
interface RoleFolder {
  readonly name: string
  readonly path: string
}

/** Begins to read a file, in a play with these variables if it is not a playbook. */
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

/** The same reading for the files of a role, or of none. */
export function withinRole(reading: Reading, role: RoleFolder | undefined): Reading {
  return { ...reading, roleTypes: (role && reading.typesOfRole?.(role)) ?? new Map() }
}

/** Whether a key names a task type here. */
export function isTaskType(key: string, { taskTypes, roleTypes }: Reading): boolean {
  return roleTypes.has(key) || taskTypes.includes(key)
}

/** What playbooks may refer to. */
export interface Known extends YamlReading {
  readonly taskTypes: readonly string[]
  /** The task types that a role brings: their full names, such as `web.site`, by their own. */
  readonly typesOfRole?: (role: RoleFolder) => ReadonlyMap<string, string>
  /** Folders to search for roles in addition to those next to a playbook. */
  readonly rolesPath?: readonly string[]
  /**
   * Renders what has to be known before any host is: with these variables of a play, those of the command line and of all
   * hosts. Throws InputError. Without it, such keywords hold no templates.
   */
  readonly render?: (source: Source, vars: VarsSource, inner?: InnerVars) => unknown
}

/** The variables that an import sees besides those of its play. */
export interface InnerVars {
  /** The role that it is in. */
  readonly role?: Role
  /** `vars` of the import and of the blocks around it; stronger than those of the role. */
  readonly own: VarsSource
}

/** The same reading for the names in an import of tasks or of a role, which also see what is around it: `vars`, the innermost last. */
export function withinImport(reading: Reading, vars: readonly VarsSource[], role: Role | undefined): Reading {
  const own = new Map(vars.flatMap(layer => [...layer]))
  return { ...reading, inner: { own, ...(role ? { role } : {}) } }
}

/** A value that is needed before any host is selected: rendered if it is a template, otherwise as it is written. Throws InputError. */
export function valueNow(what: string, source: Source, reading: Reading): unknown {
  if (isTemplated(source)) return renderedNow(what, source, reading)
  return source.kind === 'scalar' ? source.value : undefined
}

/**
 * Renders a value that is needed before any host is selected: `what` names it. Throws InputError if it depends on values that
 * are not known then.
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
