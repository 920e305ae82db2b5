import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** A host of the lab, in the form that every tool gets. */
export interface BenchHost {
  readonly name: string
  readonly address: string
  readonly port: number
}

export interface Login {
  readonly user: string
  readonly key: string
  readonly knownHosts: string
}

/** Reads the lab's inventory. Returns the hosts with systemd, the light hosts, and how to log in. */
export function labHosts(file: string): { full: BenchHost[]; light: BenchHost[]; login: Login } {
  const { all } = parse(readFileSync(file, 'utf8'))
  const vars = new Map<string, Record<string, string>>()
  for (const { hosts } of Object.values(all.children) as {
    hosts?: Record<string, Record<string, string>>
  }[]) {
    for (const [name, own] of Object.entries(hosts ?? {})) vars.set(name, { ...vars.get(name), ...own })
  }
  const [first] = vars.values()
  const found = [...vars].map(([name, own]) => ({ name, address: own.address ?? name, port: 22 }))
  return {
    full: found.filter(({ name }) => name.startsWith('node')),
    light: found.filter(({ name }) => name.startsWith('light')),
    login: {
      user: first?.user ?? 'root',
      key: first?.private_key_file ?? '',
      knownHosts: first?.known_hosts_file ?? '',
    },
  }
}

/** Returns the words of an ssh command to a host. */
export function sshWords({ address, port }: BenchHost, { user, key, knownHosts }: Login): string[] {
  return [
    ...['ssh', '-T', '-i', key, '-p', String(port)],
    ...['-o', `UserKnownHostsFile=${knownHosts}`, '-o', 'StrictHostKeyChecking=yes', '-o', 'LogLevel=ERROR'],
    `${user}@${address}`,
  ]
}
