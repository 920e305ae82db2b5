import { ownValue } from '../../base/own-value.ts'
import { commandOf } from '../project/command-text.ts'
import { keyword, type LintStep, type LintTask, paramOf } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText } from '../project/written.ts'

export const noGuard: Rule = {
  name: 'no-guard',
  level: 'warn',
  about:
    'A change to sshd, the network or the packet filter outside of a `guard`. Changes that only allow more connections are not reported. Files in the dialect of Ansible are not checked: unmodified projects of Ansible have no `guard`.',
  reason:
    'A mistake in such a change can lock out Drover and everyone else, so that no one can log in to correct it.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Configure sshd
      copy: { src: sshd.conf, dest: /etc/ssh/sshd_config.d/10-site.conf, mode: "0644" }
`,
    good: `
- hosts: web
  tasks:
    - name: Configure sshd
      guard: 60
      copy: { src: sshd.conf, dest: /etc/ssh/sshd_config.d/10-site.conf, mode: "0644" }
`,
  },
  find: function* ({ steps, above }) {
    for (const step of steps) {
      const { task, file } = step
      // A handler runs inside the guard of the block that notifies it.
      if (!task || file.isAnsible || step.isHandler) continue
      const what = cutBy(task) ?? cutByCommand(step)
      if (what === undefined) continue
      const levels = [...above(step).levels]
      const isSafe = levels.some(
        level => keyword(level, 'guard') ?? isLocal(constantText(keyword(level, 'connection'))),
      )
      if (isSafe || keyword(step, 'delegate_to')) continue
      yield {
        place: task.typePlace,
        message: `the task changes ${what}, and no \`guard\` rolls the change back if the host becomes unreachable`,
        hint: 'set `guard: 60` on the task, or on a block around the task; its handlers are then guarded too',
      }
    }
  },
}

function isLocal(connection: string | undefined): boolean {
  return connection !== undefined && !['ssh', 'smart', 'paramiko'].includes(connection)
}

const FILTERS = ['ufw', 'iptables', 'firewalld']
const WRITERS = ['copy', 'template', 'lineinfile', 'replace', 'blockinfile', 'assemble', 'ini_file']

/** Files on which the connection to a host depends, and what they configure. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/^\/etc\/ssh\/sshd_config(\.d\/|$)/, 'sshd'],
  [/^\/etc\/(network\/interfaces|netplan\/|systemd\/network\/|sysconfig\/network-scripts\/)/, 'the network'],
  [/^\/etc\/NetworkManager\/system-connections\//, 'the network'],
  [/^\/etc\/(nftables\.conf|iptables\/|firewalld\/|ufw\/)/, 'the packet filter'],
]

const UNITS: Readonly<Record<string, string>> = {
  ssh: 'sshd',
  sshd: 'sshd',
  networking: 'the network',
  'systemd-networkd': 'the network',
  NetworkManager: 'the network',
  nftables: 'the packet filter',
  firewalld: 'the packet filter',
  ufw: 'the packet filter',
}

/** Returns whether a firewall rule only allows more connections. */
function isOpening(task: LintTask): boolean {
  const written = (...names: readonly string[]): string | undefined => constantText(paramOf(task, ...names))
  const state = written('state')
  if (task.type === 'firewalld') return state === 'enabled' && !paramOf(task, 'target')
  if (task.type === 'ufw')
    return (
      ['allow', 'limit'].includes(written('rule') ?? '') && state === undefined && !paramOf(task, 'delete')
    )
  return written('jump') === 'ACCEPT' && state !== 'absent' && !paramOf(task, 'flush')
}

/** Returns which part of the connection a task changes: sshd, the network or the packet filter; undefined if none. */
function cutBy(task: LintTask): string | undefined {
  const { type } = task
  if (FILTERS.includes(type)) return isOpening(task) ? undefined : 'the packet filter'
  if (WRITERS.includes(type)) {
    const path = constantText(paramOf(task, 'dest', 'path', 'destfile', 'name'))
    return path === undefined ? undefined : FILES.find(([pattern]) => pattern.test(path))?.[1]
  }
  if (type !== 'systemd' && type !== 'service') return undefined
  const unit = constantText(paramOf(task, 'name', 'unit', 'service'))?.replace(/\.service$/, '')
  const state = constantText(paramOf(task, 'state'))
  const isCut = state === 'restarted' || state === 'reloaded' || state === 'stopped'
  return unit !== undefined && isCut ? ownValue(UNITS, unit) : undefined
}

function cutByCommand(step: LintStep): string | undefined {
  const [program = '', first = '', second = ''] = commandOf(step)?.words ?? []
  if (program === 'netplan' && first === 'apply') return 'the network'
  if (
    program === 'ip' &&
    ['route', 'addr', 'address', 'link'].includes(first) &&
    /^(add|del|set|replace|flush)/.test(second)
  )
    return 'the network'
  if (program === 'nft' && (first === '-f' || first === 'flush')) return 'the packet filter'
  return undefined
}
