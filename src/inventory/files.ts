import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { InputError } from '../errors.ts'
import { YAML_ENDINGS } from '../yaml/vars-folder.ts'

/** Names that Ansible ignores in a folder of inventories. INI files there are mostly settings of a program. */
const LEFT_OUT =
  /^\.|^(host_vars|group_vars|vars_plugins)$|(~|\.(pyc|pyo|swp|bak|rpm|md|txt|rst|orig|cfg|ini|retry))$/

export interface InventoryFile {
  readonly path: string
  readonly kind: 'yaml' | 'ini' | 'program' | 'typescript'
}

/**
 * Returns the inventory files of a path: the file itself, or those of a folder and its subfolders in name order.
 * Throws InputError if there is none, or if one is of a kind that Drover does not read.
 */
export function inventoryFiles(path: string): InventoryFile[] {
  if (!existsSync(path)) {
    throw new InputError(`there is no inventory \`${path}\``, {
      hint: /\.(ya?ml|json|ini|ts|sh|py)$/.test(path)
        ? 'check the path; without `-i`, Drover reads `inventory/` of the project'
        : `a list of hosts needs a comma, even for a single host: \`-i ${basename(path)},\``,
    })
  }
  if (!statSync(path).isDirectory()) return [readable(path)]
  const files = filesIn(path, new Set())
  if (files.length > 0) return files
  const ini = readdirSync(path).find(name => name.endsWith('.ini'))
  throw new InputError(`the inventory folder \`${path}\` contains no inventory`, {
    hint: ini
      ? `a file in INI is not read from a folder if its name ends in .ini: rename \`${ini}\`, or give \`-i ${join(path, ini)}\``
      : `make ${join(path, 'hosts.yml')}`,
  })
}

function filesIn(folder: string, seen: Set<string>): InventoryFile[] {
  const real = realpathSync(folder)
  if (seen.has(real)) return []
  seen.add(real)
  return readdirSync(folder)
    .filter(name => !LEFT_OUT.test(name))
    .sort()
    .flatMap(name => {
      const path = join(folder, name)
      if (!existsSync(path)) return []
      if (statSync(path).isDirectory()) return filesIn(path, seen)
      const isOurs =
        [...YAML_ENDINGS, '.toml', '.config', '.ts', ''].includes(extname(name)) || isProgram(path)
      return isOurs ? [readable(path)] : []
    })
}

function readable(path: string): InventoryFile {
  const kind = kindOf(path)
  if (kind !== 'toml') return { path, kind }
  throw new InputError(
    `\`${path}\` is TOML, but Drover reads inventories in YAML, INI, TypeScript and from programs`,
    {
      place: { file: path, line: 1, column: 1 },
      hint: `\`ansible-inventory -i ${path} --list --yaml > hosts.yml\` converts it to YAML`,
    },
  )
}

function kindOf(path: string): InventoryFile['kind'] | 'toml' {
  if (isProgram(path)) return 'program'
  if (extname(path) === '.ts') return 'typescript'
  if (extname(path) === '.toml') return 'toml'
  if (extname(path) === '.ini') return 'ini'
  const lines = readFileSync(path, 'utf8').split(/\r?\n/)
  const first = lines.map(line => line.trim()).find(line => line !== '' && !/^[#;]|^---/.test(line)) ?? ''
  if (YAML_ENDINGS.includes(extname(path))) return SECTION.test(first) ? 'ini' : 'yaml'
  // Without a section, an INI file contains host names, each followed by `name=value` words.
  const isHostLine = /^[\w.[\]:-]+(\s+[\w-]+=.*)?(\s+#.*)?$/.test(first) && !/^\S*:$/.test(first)
  return isHostLine || lines.some(line => SECTION.test(line)) ? 'ini' : 'yaml'
}

const SECTION = /^\[[^\],"']+\]\s*(?:#.*)?$/

/**
 * Whether the kernel can run the file: it is executable, and begins with `#!` or with the header of a compiled
 * program.
 */
function isProgram(path: string): boolean {
  const start = readFileSync(path).subarray(0, 4)
  if (start.toString('latin1', 0, 2) !== '#!' && start.toString('latin1') !== '\x7fELF') return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
