import { statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { InputError } from '../errors.ts'
import { loadVarsFile } from '../yaml/load.ts'
import type { YamlReading } from '../yaml/reading.ts'
import { namesIn, varsFilesIn, YAML_ENDINGS } from '../yaml/vars-folder.ts'
import { checkLogin } from './host-name.ts'
import type { VarsLayer } from './inventory.ts'

/** The folders `group_vars/` and `host_vars/` next to the inventory's files and next to the playbook. */
export interface VarsFolders {
  readonly group: (name: string, beside: 'inventory' | 'playbook') => readonly VarsLayer[]
  /** Returns the layers of several groups, folder by folder; within a folder in the order of the groups. */
  readonly groups: (names: readonly string[], beside: 'inventory' | 'playbook') => readonly VarsLayer[]
  /** Returns the layers of a host; those next to the inventory come first. */
  readonly host: (name: string) => readonly VarsLayer[]
  /** Returns the absolute paths of the files read so far. */
  readonly files: () => readonly string[]
}

/** Opens the folders. Each file is read once, when the variables of its group or host are first requested. */
export function openVarsFolders(
  inventoryDirs: readonly string[],
  playbookDir?: string,
  reading: YamlReading = {},
): VarsFolders {
  const read: ReadFiles = { known: new Map(), reading }
  const open = (kind: string, dirs: readonly string[]): Folder[] =>
    dirs.map(dir => openFolder(join(dir, kind), dir, read))
  const playbookDirs = playbookDir === undefined ? [] : [playbookDir]
  const groupVars = {
    inventory: open('group_vars', inventoryDirs),
    playbook: open('group_vars', playbookDirs),
  }
  const hostVars = open('host_vars', [...inventoryDirs, ...playbookDirs])
  return {
    group: (name, beside) => groupVars[beside].flatMap(folder => folder(name)),
    groups: (names, beside) => groupVars[beside].flatMap(folder => names.flatMap(name => folder(name))),
    host: name => hostVars.flatMap(folder => folder(name)),
    files: () => [...read.known.keys()],
  }
}

/** Returns the layers of a group or host in one folder. */
type Folder = (name: string) => readonly VarsLayer[]

interface ReadFiles {
  readonly known: Map<string, readonly VarsLayer[]>
  readonly reading: YamlReading
}

function openFolder(folder: string, base: string, read: ReadFiles): Folder {
  const entries = new Set(namesIn(folder))
  const known = new Map<string, readonly VarsLayer[]>()
  return name => {
    const before = known.get(name)
    if (before) return before
    // Errors in a group's file are reported once, not again for each of its hosts.
    known.set(name, [])
    const path = pathOf(folder, name, entries)
    const layers = path === undefined ? [] : filesAt(path).flatMap(file => readOnce(file, base, read))
    known.set(name, layers)
    return layers
  }
}

/**
 * Returns the file or folder that contains the variables of a group or host; undefined if there is none. Throws
 * InputError if there are two.
 */
function pathOf(folder: string, name: string, entries: ReadonlySet<string>): string | undefined {
  const [first, second] = ['', ...YAML_ENDINGS]
    .map(extension => name + extension)
    .filter(each => entries.has(each))
  if (second === undefined) return first === undefined ? undefined : join(folder, first)
  throw new InputError(
    `\`${join(folder, first ?? '')}\` and \`${second}\` both contain the variables of \`${name}\``,
    {
      hint: `Ansible would read only the first: merge them, or move both into a folder \`${name}/\``,
    },
  )
}

function readOnce(file: string, base: string, read: ReadFiles): readonly VarsLayer[] {
  const known = read.known.get(file)
  if (known) return known
  const vars = loadVarsFile(file, read.reading)
  checkLogin(vars)
  const layers = vars.size === 0 ? [] : [{ title: relative(base, file), vars }]
  read.known.set(file, layers)
  return layers
}

/** Returns the file itself, or the files of a folder. */
function filesAt(path: string): string[] {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? varsFilesIn(path) : [path]
}
