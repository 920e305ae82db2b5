import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tasksFor } from './tasks.ts'
import type { Prepare } from './tools.ts'

/** The settings with which Ansible uses Mitogen, in Debian's packages. */
export const MITOGEN = {
  ANSIBLE_STRATEGY_PLUGINS: '/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy',
  ANSIBLE_STRATEGY: 'mitogen_linear',
}

const WORDS = { ending: '.j2', host: '{{ inventory_hostname }}', item: '{{ item }}' }

/** Prepares `ansible-playbook` with additional settings in its environment. */
export function prepareAnsible(settings: Readonly<Record<string, string>>): Prepare {
  return (folder, { items }, hosts, login) => {
    const lines = hosts.map(
      ({ name, address, port }) =>
        `${name} ansible_host=${address} ansible_port=${port} ansible_user=${login.user} ansible_python_interpreter=/usr/bin/python3`,
    )
    writeFileSync(join(folder, 'hosts'), `${lines.join('\n')}\n`)
    const tasks = tasksFor(items, folder, WORDS)
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
        // Each run must connect again, like the other tools.
        ANSIBLE_SSH_ARGS: `-o ControlMaster=auto -o ControlPersist=1s -i ${login.key} -o UserKnownHostsFile=${login.knownHosts}`,
        ...settings,
      },
    }
  }
}
