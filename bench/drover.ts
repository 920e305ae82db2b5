import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { greetingOf, type Item } from './cases.ts'
import { writeBig, writeTree } from './material.ts'
import type { Prepare } from './tools.ts'

const COMMAND = join(import.meta.dirname, '../dist/src/cli/index.js')

/** Drover with some more words on its command line. */
export function prepareDrover(words: readonly string[]): Prepare {
  return (folder, { items }, hosts, login) => {
    for (const name of ['templates', 'files']) mkdirSync(join(folder, name), { recursive: true })
    const vars = {
      user: login.user,
      private_key_file: login.key,
      known_hosts_file: login.knownHosts,
    }
    const own = hosts.map(({ name, address, port }) => [name, { address, port }])
    const inventory = join(folder, 'hosts.yml')
    const playbook = join(folder, 'site.yml')
    writeFileSync(inventory, JSON.stringify({ all: { hosts: Object.fromEntries(own), vars } }))
    writeFileSync(
      playbook,
      JSON.stringify([{ hosts: 'all', tasks: items.map(item => taskFor(item, folder)) }]),
    )
    return {
      command: [process.execPath, COMMAND, 'playbook', ...words, '-i', inventory, '-o', 'ndjson', playbook],
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
      return { template: { dest: item.path, src: `${item.source}.hbs`, mode: '0644' } }
    case 'loop':
      writeTemplate(folder, 'loop', '{{item}}')
      return {
        template: { dest: `${item.path}/{{item}}`, src: 'loop.hbs', mode: '0644' },
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
  writeFileSync(join(folder, 'templates', `${name}.hbs`), greetingOf('{{inventory_hostname}}', filling))
}
