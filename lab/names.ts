import { controllerAddress, type LabHost } from './addresses.ts'

/** Returns the content of /etc/hosts for the controller or a host: all of them know each other by name. */
export function hostsFile(hosts: readonly LabHost[], self: string): string {
  const own = `127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n`
  const lab = [{ address: controllerAddress, name: 'controller mirror.lab' }, ...hosts]
  const known = lab.map(({ address, name }) => `${address} ${name}\n`).join('')
  return hosts.some(({ name }) => name === self) ? own + known : `${own}127.0.1.1 ${self}\n${known}`
}

/** Returns the ssh configuration of the controller, so that a plain `ssh root@node1` works without a ~/.ssh. */
export function sshConfig(hosts: readonly LabHost[], key: string, knownHosts: string, rest: string): string {
  const patterns = hosts.flatMap(({ name, address }) => [name, address]).join(' ')
  const lab = [
    `Host ${patterns}`,
    `  IdentityFile ${key}`,
    `  UserKnownHostsFile ${knownHosts}`,
    '  StrictHostKeyChecking yes',
  ]
  return `${lab.join('\n')}\n\n${rest}`
}
