import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** The places where connection settings can be set, and the values at each. */
const LEVELS = {
  flag: { user: 'by-flag', port: undefined, become_user: 'as-flag', key: 'key-flag' },
  keyword: { user: 'by-keyword', port: 1002, become_user: 'as-keyword', key: undefined },
  group: { user: 'by-group', port: 1003, become_user: 'as-group', key: 'key-group' },
  host: { user: 'by-host', port: 1004, become_user: 'as-host', key: 'key-host' },
  play: { user: 'by-play', port: 1005, become_user: 'as-play', key: 'key-play' },
  task: { user: 'by-task', port: 1006, become_user: 'as-task', key: 'key-task' },
  extra: { user: 'by-extra', port: 1007, become_user: 'as-extra', key: 'key-extra' },
} as const

type Level = keyof typeof LEVELS

const ANSIBLE = {
  user: 'ansible_user',
  port: 'ansible_port',
  become_user: 'ansible_become_user',
  key: 'ansible_ssh_private_key_file',
}
const NATIVE = { user: 'user', port: 'port', become_user: 'become_user', key: 'private_key_file' }

// Combinations of neighbouring levels in the expected order, and of all together.
const HOSTS: readonly (readonly Level[])[] = [[], ['group'], ['host'], ['group', 'host']]
const PLAYS: readonly (readonly Level[])[] = [[], ['keyword'], ['play'], ['keyword', 'play', 'task']]
const RUNS: readonly (readonly Level[])[] = [[], ['flag'], ['extra', 'flag']]

const root = mkdtempSync(join(tmpdir(), 'drover-connection-'))
mkdirSync(join(root, 'bin'))
// Both programs only record their arguments, and then run the command here, as the present user.
program(
  'ssh',
  // Locks the log for each line, because four hosts are reached at once.
  `( flock 9; printf '%s\\0' "$@" >&9; printf '\\n' >&9 ) 9>>"$SSH_LOG"\nfor last; do :; done\nexec /bin/sh -c "$last"`,
)
program('sudo', 'while [ "$1" != /bin/sh ]; do shift; done\nexec "$@"')
for (const { key } of Object.values(LEVELS)) if (key) writeFileSync(join(root, key), '')

for (const run of RUNS) {
  test(`with ${run.join(' and ') || 'nothing'} on the command line, hosts are connected with the same settings as by Ansible`, () => {
    const theirs = reachedBy('ansible', run, ANSIBLE)
    assert.is(Object.keys(theirs).length, HOSTS.length * PLAYS.length)
    assert.equal(reachedBy('drover', run, ANSIBLE), theirs)
    assert.equal(reachedBy('drover', run, NATIVE), theirs)
  })
}

test.after(() => rmSync(root, { recursive: true, force: true }))

test.run()

function program(name: string, script: string): void {
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

function varsOf(level: Level, names: typeof ANSIBLE): Record<string, unknown> {
  const { user, port, become_user, key } = LEVELS[level]
  return {
    [names.user]: user,
    [names.port]: port,
    [names.become_user]: become_user,
    [names.key]: key === undefined ? undefined : join(root, key),
  }
}

function hostName(levels: readonly Level[]): string {
  return `on-${levels.join('-') || 'none'}.test`
}

function inventoryWith(names: typeof ANSIBLE): object {
  const hosts = HOSTS.map(levels => [hostName(levels), levels.includes('host') ? varsOf('host', names) : {}])
  const inGroup = HOSTS.filter(levels => levels.includes('group')).map(levels => [hostName(levels), {}])
  return {
    all: {
      hosts: Object.fromEntries(hosts),
      children: { group: { hosts: Object.fromEntries(inGroup), vars: varsOf('group', names) } },
    },
  }
}

function playbookFor(tool: 'ansible' | 'drover'): object[] {
  return PLAYS.map((levels, nth) => ({
    hosts: 'all',
    gather_facts: false,
    become: true,
    ...(levels.includes('keyword')
      ? {
          remote_user: LEVELS.keyword.user,
          port: LEVELS.keyword.port,
          become_user: LEVELS.keyword.become_user,
        }
      : {}),
    ...(levels.includes('play') ? { vars: varsOf('play', ANSIBLE) } : {}),
    tasks: [
      // Drover keeps a session as long as the connection settings stay the same.
      { meta: 'reset_connection' },
      {
        [tool === 'ansible' ? 'raw' : 'probe']: `echo play ${nth}`,
        ...(levels.includes('task') ? { vars: varsOf('task', ANSIBLE) } : {}),
      },
    ],
  }))
}

/** Returns the settings with which each play reached each host: `play 3 on host: user port become_user key`. */
function reachedBy(
  tool: 'ansible' | 'drover',
  run: readonly Level[],
  names: typeof ANSIBLE,
): Record<string, string> {
  const folder = mkdtempSync(join(root, `${tool}-`))
  const log = join(folder, 'log')
  writeFileSync(join(folder, 'hosts.yml'), JSON.stringify(inventoryWith(names)))
  writeFileSync(join(folder, 'site.yml'), JSON.stringify(playbookFor(tool)))
  const { user, become_user, key } = LEVELS.flag
  const flags = run.includes('flag')
    ? ['-u', user, '--become-user', become_user, '--private-key', join(root, key)]
    : []
  const extra = run.includes('extra') ? ['-e', JSON.stringify(varsOf('extra', names))] : []
  const words = ['-i', 'hosts.yml', 'site.yml', ...flags, ...extra]
  const command =
    tool === 'ansible'
      ? ['ansible-playbook', ...words]
      : [
          process.execPath,
          join(import.meta.dirname, '../../dist/run.cjs'),
          'playbook',
          '--no-persist',
          ...words,
        ]
  const { stdout, stderr, status } = spawnSync(command[0] ?? '', command.slice(1), {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(root, 'bin')}:${process.env.PATH}`,
      SSH_LOG: log,
      ANSIBLE_SSH_ARGS: '',
      ANSIBLE_RETRY_FILES_ENABLED: 'False',
      LC_ALL: 'C.UTF-8',
    },
  })
  assert.is(status, 0, `${stdout}${stderr}`)
  const plays = new Map<string, number>()
  const reached: Record<string, string> = {}
  for (const line of readFileSync(log, 'utf8').split('\0\n').slice(0, -1)) {
    const words = line.split('\0')
    const host = words.find(word => word.endsWith('.test'))
    if (host === undefined || words.includes('-O')) continue
    const play = plays.get(host) ?? 0
    plays.set(host, play + 1)
    reached[`play ${play} on ${host}`] = settingsIn(words)
  }
  return reached
}

/** Returns the settings from both forms of an option: `-o User="x"`, `-l x`. */
function settingsIn(words: readonly string[]): string {
  const option = (name: string): string | undefined =>
    words
      .find(word => word.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll('"', '')
  const behind = (flag: string): string | undefined =>
    words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined
  const command = words.at(-1) ?? ''
  const becomes = /sudo .*?-u '?([\w-]+)/.exec(command)?.[1]
  const key = option('IdentityFile') ?? behind('-i')
  return [
    option('User') ?? behind('-l') ?? 'no user',
    option('Port') ?? behind('-p') ?? 'no port',
    becomes ?? 'nobody',
    key?.split('/').at(-1) ?? 'no key',
  ].join(' ')
}
