import { accessSync, constants, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { InputError } from '../errors.ts'

const YAML = ['.yml', '.yaml', '.json']

/** What Ansible leaves out of a folder of inventories. */
const LEFT_OUT =
  /^\.|^(host_vars|group_vars|vars_plugins)$|(~|\.(pyc|pyo|swp|bak|rpm|md|txt|rst|orig|cfg|retry))$/

/**
 * The inventory files that a path means: itself, or those of a folder in name order, folders in it included.
 * Throws InputError if there is none, or one of a kind that Drover does not read.
 */
export function inventoryFiles(path: string): string[] {
  if (!existsSync(path)) {
    throw new InputError(`there is no inventory \`${path}\``, {
      hint: `a list of hosts has a comma, even for a single host: \`-i ${basename(path)},\``,
    })
  }
  if (!statSync(path).isDirectory()) return [readable(path)]
  const files = filesIn(path, new Set())
  if (files.length > 0) return files
  throw new InputError(`the inventory folder \`${path}\` contains no inventory`, {
    hint: `make ${join(path, 'hosts.yml')}`,
  })
}

function filesIn(folder: string, seen: Set<string>): string[] {
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
      const isOurs = [...YAML, '.ini', '.toml', ''].includes(extname(name)) || isProgram(path)
      return isOurs ? [readable(path)] : []
    })
}

/** The path, when it holds YAML or JSON; of any other kind Ansible itself can make YAML. */
function readable(path: string): string {
  const kind = foreignKind(path)
  if (kind === undefined) return path
  throw new InputError(`\`${path}\` is ${kind}, but Drover reads inventories in YAML`, {
    place: { file: path, line: 1, column: 1 },
    hint: `\`ansible-inventory -i ${path} --list --yaml > hosts.yml\` converts it to YAML`,
  })
}

function foreignKind(path: string): string | undefined {
  if (isProgram(path)) return 'a program'
  if (extname(path) === '.toml') return 'TOML'
  if (extname(path) === '.ini') return 'an INI file'
  const lines = readFileSync(path, 'utf8').split('\n')
  const first = lines.map(line => line.trim()).find(line => line !== '' && !/^[#;]|^---/.test(line)) ?? ''
  const isSection = /^\[[\w.:-]+\]$/.test(first)
  // Without a section, INI is host names, each with `name=value` behind it.
  const isHostLine = /^[\w.[\]:-]+(\s+\w+=\S.*)?$/.test(first) && !first.endsWith(':')
  const isYaml = YAML.includes(extname(path))
  return isSection || (isHostLine && !isYaml) ? 'an INI file' : undefined
}

function isProgram(path: string): boolean {
  if (!readFileSync(path).subarray(0, 2).equals(Buffer.from('#!'))) return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
