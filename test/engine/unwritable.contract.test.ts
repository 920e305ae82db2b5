import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent, TaskResultEvent } from '../../src/engine/state/events.ts'
import { runPlaybooks } from '../../src/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-unwritable-'))
const root = join(folder, 'root')
chmodSync(folder, 0o755)
const readOnly = join(folder, 'read-only')
writeFileSync(
  readOnly,
  `#!/bin/sh\nmount --bind ${root} ${root} && mount -o remount,ro,bind ${root} && exec "$@"\n`,
)
chmodSync(readOnly, 0o755)
mkdirSync(join(folder, 'files/tree'), { recursive: true })
writeFileSync(join(folder, 'files/tree/leaf'), 'leaf')
test.after(() => {
  clear()
  rmSync(folder, { recursive: true, force: true })
})

/** The user or mount under which a task runs. */
const HOSTS = {
  nobody: 'setpriv --reuid=65534 --regid=65534 --clear-groups',
  root: 'local',
  readOnly: `unshare --mount ${readOnly}`,
}

function clear(): void {
  mkdirSync(root, { recursive: true })
  for (const name of ['.', ...readdirSync(root)]) {
    if (name !== 'l') execFileSync('chattr', ['-f', '-i', join(root, name)])
  }
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
}

async function endOf(host: keyof typeof HOSTS, task: object, check: boolean): Promise<TaskResultEvent> {
  writeFileSync(
    join(folder, 'hosts.yml'),
    JSON.stringify({ all: { hosts: { [host]: { connection: HOSTS[host] } } } }),
  )
  writeFileSync(join(folder, 'site.yml'), JSON.stringify([{ hosts: host, tasks: [task] }]))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [join(folder, 'site.yml')], inventory: [join(folder, 'hosts.yml')], check, diff: true },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead: true, persist: false },
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  const [result] = events.filter(event => event.type === 'task.result')
  if (!result) throw new Error(`no result among ${JSON.stringify(events)}`)
  return result
}

const at = (name: string): string => join(root, name)
const owned = (path: string): void => chownSync(path, 65534, 65534)
const immutable = (path: string): void => {
  execFileSync('chattr', ['+i', path])
}

/** Paths that cannot be written, and the error of the dry run; undefined if they can. */
const ROWS: readonly (readonly [
  title: string,
  host: keyof typeof HOSTS,
  prepare: () => void,
  task: object,
  message: string | undefined,
])[] = [
  [
    'a new file in a directory of root',
    'nobody',
    () => {},
    { copy: { dest: at('f'), content: 'x' } },
    `\`nobody\` may not write to \`${root}\``,
  ],
  [
    'new content for a file of root',
    'nobody',
    () => writeFileSync(at('f'), 'y'),
    { copy: { dest: at('f'), content: 'x' } },
    `\`nobody\` may not write to \`${root}\``,
  ],
  [
    'a line in a file of root',
    'nobody',
    () => writeFileSync(at('f'), 'y'),
    { lineinfile: { path: at('f'), line: 'x' } },
    `\`nobody\` may not write to \`${root}\``,
  ],
  [
    'removal of a file of root',
    'nobody',
    () => writeFileSync(at('f'), 'y'),
    { file: { path: at('f'), state: 'absent' } },
    `\`nobody\` may not write to \`${root}\``,
  ],
  [
    'directories below a directory of root',
    'nobody',
    () => mkdirSync(at('d')),
    { file: { path: at('d/e/f'), state: 'directory' } },
    `\`nobody\` may not write to \`${at('d')}\``,
  ],
  [
    'a link in a directory of root',
    'nobody',
    () => {},
    { file: { path: at('l'), src: '/etc', state: 'link' } },
    `\`nobody\` may not write to \`${root}\``,
  ],
  [
    'a file through a link to a directory of root',
    'nobody',
    () => symlinkSync('/etc', at('l')),
    { copy: { dest: at('l/drover-test'), content: 'x' } },
    `\`nobody\` may not write to \`${at('l')}\``,
  ],
  [
    'a tree',
    'nobody',
    () => {},
    { copy: { src: 'tree', dest: root } },
    `\`nobody\` may not write to \`${root}\``,
  ],
  [
    'the mode of a file of root',
    'nobody',
    () => writeFileSync(at('f'), 'y'),
    { file: { path: at('f'), mode: '0600' } },
    `\`nobody\` may not set mode and owner of \`${at('f')}\`, which is root's`,
  ],
  [
    'a file of root in a sticky directory',
    'nobody',
    () => {
      chmodSync(root, 0o1777)
      writeFileSync(at('f'), 'y')
    },
    { copy: { dest: at('f'), content: 'x' } },
    `\`nobody\` may not replace \`${at('f')}\`, which is root's`,
  ],
  ['an account', 'nobody', () => {}, { group: { name: 'drover_none' } }, '`nobody` may not write to `/etc`'],
  [
    'a directory of the own user',
    'nobody',
    () => owned(root),
    { copy: { dest: at('f'), content: 'x' } },
    undefined,
  ],
  [
    'a file of root in a directory of the own user',
    'nobody',
    () => {
      owned(root)
      writeFileSync(at('f'), 'y')
    },
    { copy: { dest: at('f'), content: 'x' } },
    `\`nobody\` may not replace \`${at('f')}\`, which is root's`,
  ],
  [
    'a directory that everyone can write to',
    'nobody',
    () => chmodSync(root, 0o1777),
    { file: { path: at('d/e'), state: 'directory' } },
    undefined,
  ],
  [
    'a new file with another owner',
    'nobody',
    () => owned(root),
    { copy: { dest: at('f'), content: 'x', owner: 'root' } },
    '`nobody` may not change the owner of files to `root`',
  ],
  [
    'an existing file with another owner',
    'nobody',
    () => {
      owned(root)
      writeFileSync(at('f'), 'x')
      owned(at('f'))
    },
    { file: { path: at('f'), owner: 'root' } },
    '`nobody` may not change the owner of files to `root`',
  ],
  [
    'a read-only file system',
    'readOnly',
    () => {},
    { copy: { dest: at('f'), content: 'x' } },
    `the file system at \`${root}\` is read-only`,
  ],
  [
    'the mode of a file on a read-only file system',
    'readOnly',
    () => writeFileSync(at('f'), 'y'),
    { file: { path: at('f'), mode: '0600' } },
    `the file system at \`${at('f')}\` is read-only`,
  ],
  [
    'an immutable file',
    'root',
    () => {
      writeFileSync(at('f'), 'y')
      immutable(at('f'))
    },
    { copy: { dest: at('f'), content: 'x' } },
    `\`${at('f')}\` is immutable`,
  ],
  [
    'its mode',
    'root',
    () => {
      writeFileSync(at('f'), 'y')
      immutable(at('f'))
    },
    { file: { path: at('f'), mode: '0600' } },
    `\`${at('f')}\` is immutable`,
  ],
  [
    'removal of an immutable file',
    'root',
    () => {
      writeFileSync(at('f'), 'y')
      immutable(at('f'))
    },
    { file: { path: at('f'), state: 'absent' } },
    `\`${at('f')}\` is immutable`,
  ],
  [
    'an immutable directory',
    'root',
    () => immutable(root),
    { copy: { dest: at('f'), content: 'x' } },
    `\`${root}\` is immutable`,
  ],
]

for (const [title, host, prepare, task, message] of ROWS) {
  test(`${title}: the dry run predicts the status and the error of the run`, async () => {
    clear()
    prepare()
    const told = await endOf(host, task, true)
    assert.is(told.message, message)
    assert.is(told.status, message === undefined ? 'changed' : 'failed')
    const real = await endOf(host, task, false)
    assert.is(real.status, told.status, real.message)
    if (message !== undefined) assert.is(real.message?.slice(0, message.length + 1), `${message}:`)
    assert.is(real.hint, told.hint)
  })
}

test.run()
