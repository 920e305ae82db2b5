import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { greetingOf, type Item } from './cases.ts'
import { writeBig, writeTree } from './material.ts'
import type { Prepare } from './tools.ts'

/** What makes Ansible use Mitogen, as Debian has it. */
export const MITOGEN = {
  ANSIBLE_STRATEGY_PLUGINS: '/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy',
  ANSIBLE_STRATEGY: 'mitogen_linear',
}

/** `ansible-playbook` with some settings in its environment. */
export function prepareAnsible(settings: Readonly<Record<string, string>>): Prepare {
  return (folder, { items }, hosts, login) => {
    for (const name of ['templates', 'files']) mkdirSync(join(folder, name), { recursive: true })
    const lines = hosts.map(
      ({ name, address, port }) =>
        `${name} ansible_host=${address} ansible_port=${port} ansible_user=${login.user} ansible_python_interpreter=/usr/bin/python3`,
    )
    writeFileSync(join(folder, 'hosts'), `${lines.join('\n')}\n`)
    const tasks = items.map(item => taskFor(item, folder))
    writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]))
    const home = join(folder, 'home')
    mkdirSync(home, { recursive: true })
    chmodSync(home, 0o700)
    return {
      command: ['ansible-playbook', '-i', join(folder, 'hosts'), '-f', '100', join(folder, 'site.yml')],
      environment: {
        ANSIBLE_HOME: home,
        ANSIBLE_LOCAL_TEMP: home,
        ANSIBLE_SSH_CONTROL_PATH_DIR: home,
        // Each run has to connect anew, as the others do.
        ANSIBLE_SSH_ARGS: `-o ControlMaster=auto -o ControlPersist=1s -i ${login.key} -o UserKnownHostsFile=${login.knownHosts}`,
        ...settings,
      },
    }
  }
}

function taskFor(item: Item, folder: string): object {
  switch (item.kind) {
    case 'directory':
      return { file: { path: item.path, state: 'directory', mode: '0755' } }
    case 'copy':
      return { copy: { dest: item.path, content: item.content, mode: '0644' } }
    case 'line':
      return { lineinfile: { path: item.path, line: item.line, create: true } }
    case 'service':
      return { systemd: { name: item.unit, state: 'started' } }
    case 'template':
      writeTemplate(folder, item.source, item.source)
      return { template: { dest: item.path, src: `${item.source}.j2`, mode: '0644' } }
    case 'loop':
      writeTemplate(folder, 'loop', '{{ item }}')
      return {
        template: { dest: `${item.path}/{{ item }}`, src: 'loop.j2', mode: '0644' },
        loop: Array.from({ length: item.count }, (_, number) => number),
      }
    case 'tree':
      writeTree(join(folder, 'files/tree'), item.files)
      return { copy: { src: 'tree/', dest: item.path } }
    case 'big':
      writeBig(join(folder, 'files/big'), item.megabytes)
      return { copy: { src: 'big', dest: item.path } }
  }
}

function writeTemplate(folder: string, name: string, filling: string): void {
  writeFileSync(join(folder, 'templates', `${name}.j2`), greetingOf('{{ inventory_hostname }}', filling))
}
