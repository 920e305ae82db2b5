import { setTimeout as sleep } from 'node:timers/promises'
import type { LabHost } from './addresses.ts'
import { LabError } from './errors.ts'
import { initOf } from './machine.ts'
import { controllerNamespace, hostPlaces } from './places.ts'
import { ask } from './program.ts'

/** Waits until each host answers on its ssh port and, if it has systemd, has finished booting. */
export async function waitUntilReady(hosts: readonly LabHost[]): Promise<void> {
  const deadline = Date.now() + 60_000
  let waiting = [...hosts]
  while (waiting.length > 0) {
    const answering = await answeringHosts(waiting)
    const states = await Promise.all(waiting.map(host => isReady(host, answering)))
    waiting = waiting.filter((_, index) => !states[index])
    if (waiting.length > 0 && Date.now() > deadline) throw notReady(waiting)
    if (waiting.length > 0) await sleep(100)
  }
}

async function isReady(host: LabHost, answering: ReadonlySet<string>): Promise<boolean> {
  if (!answering.has(host.address)) return false
  return host.kind === 'light' || ['running', 'degraded'].includes(await systemState(host.name))
}

/** Returns the addresses of those hosts whose sshd sends its greeting within two seconds. */
export async function answeringHosts(hosts: readonly LabHost[]): Promise<Set<string>> {
  const addresses = hosts.map(({ address }) => address)
  const script = 'for a; do timeout 2 bash -c "$GREETING" "$a" 2>/dev/null & done; wait'
  const greeting = 'exec 3<>"/dev/tcp/$0/22" && read -r line <&3 && case $line in SSH-*) echo "$0";; esac'
  const inController = ['netns', 'exec', controllerNamespace, 'bash', '-c', script, 'bash', ...addresses]
  const { stdout } = await ask('ip', inController, { env: { GREETING: greeting } })
  return new Set(stdout.split('\n').filter(Boolean))
}

/**
 * Returns the state that systemd in the host reports: `running`, `starting` or `degraded`, or `stopped` if it does
 * not run.
 */
export async function systemState(name: string): Promise<string> {
  const init = await initOf(name)
  if (init === undefined) return 'stopped'
  const { stdout } = await ask('timeout', [
    '2',
    'nsenter',
    '-t',
    `${init}`,
    '-a',
    'systemctl',
    'is-system-running',
  ])
  return stdout.trim() || 'starting'
}

function notReady(hosts: readonly LabHost[]): LabError {
  const logs = hosts.slice(0, 3).map(({ name }) => hostPlaces(name).console)
  const names = hosts.map(({ name }) => name).join(', ')
  return new LabError(`no ssh on ${names} after 60 s; see ${logs.join(', ')}, then try \`reset\``)
}
