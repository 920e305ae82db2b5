import { type HostKind, hostNamed, type LabHost, limits } from './addresses.ts'
import { LabError } from './errors.ts'

export type Command =
  | { name: 'help' | 'down' | 'status' }
  | { name: 'up'; nodes?: number; lights?: number; rpms?: number }
  | { name: 'reset' | 'reboot' | 'kill' | 'freeze' | 'thaw'; hosts: LabHost[] }
  | { name: 'exec'; words: string[] }
  | { name: 'link'; host: LabHost; state: 'up' | 'down' }
  | { name: 'tree'; hosts: LabHost[]; list: boolean }

export const usage = `Usage: npm run lab -- COMMAND

  up [--hosts N] [--light N] [--rpm N]   start node1..N (default 3), light hosts with only sshd, and hosts with rpm
                               and dnf instead of apt; repairs what is missing
  reset [HOST...]              reset hosts to the bare system (default: all)
  status                       show the hosts and their faults
  exec COMMAND...              run a command as the controller, with its exit code
  down                         stop and remove everything except the cached base and the keys

  tree HOST... [--list]        print a hash of each host's disk, or the lines behind the hash
  reboot HOST...               cut the power and switch it on again
  kill HOST...                 cut the power; \`up\` or \`reboot\` restores it
  freeze HOST... | thaw HOST...  stop every process of a host, and continue it
  link HOST up|down            plug a host's cable in or out
`

/** Parses the words after \`npm run lab --\`. Throws LabError for invalid words, with what is valid. */
export function parseArgs(words: readonly string[]): Command {
  const [name = 'help', ...rest] = words
  switch (name) {
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' }
    case 'down':
    case 'status':
      if (rest.length > 0) throw new LabError(`\`${name}\` takes no arguments; got \`${rest.join(' ')}\``)
      return { name }
    case 'up':
      return { name, ...sizes(rest) }
    case 'reset':
      return { name, hosts: rest.map(hostNamed) }
    case 'reboot':
    case 'kill':
    case 'freeze':
    case 'thaw':
      if (rest.length === 0) throw new LabError(`\`${name}\` needs a host, such as \`${name} node1\``)
      return { name, hosts: rest.map(hostNamed) }
    case 'exec':
      return { name, words: command(rest) }
    case 'link':
      return { name, ...cable(rest) }
    case 'tree':
      return { name, ...treeOf(rest) }
    default:
      throw new LabError(`unknown command \`${name}\`\n\n${usage}`)
  }
}

function sizes(words: readonly string[]): { nodes?: number; lights?: number; rpms?: number } {
  const found: { nodes?: number; lights?: number; rpms?: number } = {}
  const rest = [...words]
  while (rest.length > 0) {
    const [option = '', ...values] = rest.shift()!.split('=')
    if (option !== '--hosts' && option !== '--light' && option !== '--rpm')
      throw new LabError(`\`up\` takes --hosts N, --light N and --rpm N; got \`${option}\``)
    const value = values[0] ?? rest.shift()
    if (option === '--hosts') found.nodes = size('node', option, value)
    else if (option === '--rpm') found.rpms = size('rpm', option, value)
    else found.lights = size('light', option, value)
  }
  return found
}

function size(kind: HostKind, option: string, value: string | undefined): number {
  const number = /^\d+$/.test(value ?? '') ? Number(value) : Number.NaN
  if (number <= limits[kind]) return number
  throw new LabError(`${option} takes a number from 0 to ${limits[kind]}; got \`${value ?? ''}\``)
}

function command(words: readonly string[]): string[] {
  const own = words[0] === '--' ? words.slice(1) : [...words]
  if (own.length === 0) throw new LabError('`exec` needs a command, such as `exec ssh root@node1 uptime`')
  return own
}

function cable([name = '', state = '', ...more]: readonly string[]): { host: LabHost; state: 'up' | 'down' } {
  if (more.length > 0 || (state !== 'up' && state !== 'down')) throw new LabError('usage: link HOST up|down')
  return { host: hostNamed(name), state }
}

function treeOf(words: readonly string[]): { hosts: LabHost[]; list: boolean } {
  const names = words.filter(word => word !== '--list')
  if (names.length === 0) throw new LabError('usage: tree HOST... [--list]')
  return { hosts: names.map(hostNamed), list: words.includes('--list') }
}
