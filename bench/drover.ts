import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tasksFor } from './tasks.ts'
import type { Prepare } from './tools.ts'

const COMMAND = join(import.meta.dirname, '../dist/run.cjs')

const WORDS = { ending: '.hbs', host: '{{inventory_hostname}}', item: '{{item}}' }

/** Prepares Drover with additional words on its command line. */
export function prepareDrover(words: readonly string[]): Prepare {
  return (folder, { items }, hosts, login) => {
    const vars = {
      user: login.user,
      private_key_file: login.key,
      known_hosts_file: login.knownHosts,
    }
    const own = hosts.map(({ name, address, port }) => [name, { address, port }])
    const inventory = join(folder, 'hosts.yml')
    const playbook = join(folder, 'site.yml')
    writeFileSync(inventory, JSON.stringify({ all: { hosts: Object.fromEntries(own), vars } }))
    writeFileSync(playbook, JSON.stringify([{ hosts: 'all', tasks: tasksFor(items, folder, WORDS) }]))
    return {
      command: [process.execPath, COMMAND, 'playbook', ...words, '-i', inventory, '-o', 'ndjson', playbook],
    }
  }
}
