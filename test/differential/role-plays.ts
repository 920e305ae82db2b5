import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Outcome } from './referee.ts'

/** The folder of roles in the style of published ones, in the dialect of Ansible. Both tools get the same files. */
export const FOLDER = join(import.meta.dirname, 'roles')

function filesOf(role: string): Record<string, string> {
  const found = readdirSync(join(FOLDER, role), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    found.map(path => [join('roles', relative(FOLDER, path)), readFileSync(path, 'utf8')]),
  )
}

const INVENTORY = `
all:
  hosts:
    a: { ansible_connection: local, dir: ROOT/hosts/a }
    b: { ansible_connection: local, dir: ROOT/hosts/b }
    c: { ansible_connection: local, dir: ROOT/hosts/c }
`

/** The other roles that a role uses. */
const OTHERS: Readonly<Record<string, readonly string[]>> = { php: ['ntp'], composed: ['logrotate', 'ntp'] }

/** The keywords with which a play uses each role. */
export const PLAYS: Readonly<Record<string, string>> = {
  ntp: 'roles: [{ role: ntp, ntp_area: de, ntp_cron_handler_enabled: true }]',
  nginx: 'roles: [nginx]',
  hardening: 'roles:\n    - { role: hardening, tags: [ssh], when: "dir is defined" }',
  users: 'roles: [users]',
  mysql: 'roles:\n    - name: mysql\n      vars: { mysql_slow_query_log_enabled: "{{ true }}" }',
  haproxy: 'roles: [haproxy]',
  service: 'roles: [service]\n  vars: { service_user_scope: yes }',
  logrotate: 'roles: [logrotate]',
  php: 'roles: [php]',
  firewall: 'roles: [firewall]',
  deploy: 'roles: [deploy]',
  composed:
    'tasks:\n    - import_role: { name: composed }\n      vars: { composed_name: "it {{ inventory_hostname }}" }',
}

/** Returns a project with a role and the roles that it uses, in which ROOT stands for its folder. */
export function projectOf(role: string): Record<string, string> {
  return {
    ...Object.assign({}, ...[role, ...(OTHERS[role] ?? [])].map(filesOf)),
    'ansible.cfg': '[defaults]\nroles_path = roles\n',
    'hosts.yml': INVENTORY,
    'site.yml': `- hosts: all\n  gather_facts: yes\n  ${PLAYS[role]}\n`,
  }
}

/** Removes results without a change: only Ansible reports the gathering of facts, and an `include_role`, as a task. */
export function effects({ hosts, ...outcome }: Outcome): Outcome {
  const changes = Object.entries(hosts).map(([host, words]) => [
    host,
    words.filter(word => !word.startsWith('ok')),
  ])
  return { ...outcome, hosts: Object.fromEntries(changes) }
}
