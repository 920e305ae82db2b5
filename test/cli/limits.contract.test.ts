import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, makeProject, say } from '../kit/command-line.ts'

/** A mount namespace with small file systems of this size in the temporary and home directories. */
function places(size: string, options = ''): string {
  const mounts = ['/tmp', '/run', '/dev/shm', '/var/tmp', '$HOME'].map(
    place => `mount -t tmpfs -o size=${size}${options} none ${place}`,
  )
  return `unshare --mount sh -c '${mounts.join(' && ')} && exec "$@"' sh`
}

const script = (name: string, params = ''): string =>
  `- hosts: all\n  tasks:\n    - script:\n        cmd: ${name}\n        ${params}\n      register: r\n    - debug: { var: r.stdout }\n`

test('a run without free file descriptors on the controller reports that, and blames no host or task type', () => {
  const names = Array.from({ length: 40 }, (_, nth) => `host${nth}: { connection: local }`)
  const folder = makeProject({
    'inventory/hosts.yml': `all: { hosts: { ${names.join(', ')} } }`,
    'site.yml': '- hosts: all\n  tasks:\n    - probe: echo hello\n',
  })
  const [program = '', ...words] = COMMAND
  const limited = ['-c', 'ulimit -n 64; exec "$@"', 'sh', program, ...words, 'playbook', 'site.yml']
  const { stdout, status } = spawnSync('sh', limited, { cwd: folder, encoding: 'utf8' })
  assert.is(status, 2, stdout)
  assert.match(stdout, /this machine, not the host, is out of file descriptors: .*EMFILE/)
  assert.match(stdout, /hint: raise the limit before the run \(`ulimit -n 8192`\)/)
  assert.not.match(stdout, /task type|internal error|unreachable: /)
})

const SCRIPTS: readonly (readonly [
  what: string,
  connection: string,
  playbook: string,
  code: number,
  said: RegExp,
])[] = [
  [
    '`script` does not use a full /tmp',
    places('4k').replace('size=4k none /run', 'size=1m none /run'),
    script('s.sh'),
    0,
    /ran from \/run\//,
  ],
  [
    'if no directory has room for the script, the error says so',
    places('4k'),
    script('s.sh'),
    2,
    /the script `s\.sh` was not run: no directory has space for it\n.*hint: free space in one of \/tmp/,
  ],
  [
    '`script` works if all temporary directories are mounted noexec',
    places('1m', ',noexec'),
    script('s.sh'),
    0,
    /ran from \/tmp\//,
  ],
  [
    'a binary program is copied to a directory where it can be executed',
    places('4m', ',noexec').replace('size=4m,noexec none /var/tmp', 'size=4m none /var/tmp'),
    script('echo Hello'),
    0,
    /Hello/,
  ],
  [
    '`script` reports a missing `chdir` directory',
    'local',
    script('s.sh', 'chdir: /nowhere'),
    2,
    /the script `s\.sh` was not run: there is no directory `\/nowhere`.*\n.*hint: create the directory of `chdir` in an earlier task/,
  ],
  [
    '`command` reports a missing `chdir` directory',
    'local',
    '- hosts: all\n  tasks:\n    - command: { cmd: "true", chdir: /nowhere }\n',
    2,
    /`true` was not run: cannot change to `\/nowhere`: .*\n.*hint: create the directory of `chdir`/,
  ],
  [
    'a resource limit of the login is reported',
    `sh -c 'ulimit -f 1; exec "$@"' sh`,
    '- hosts: all\n  tasks:\n    - shell: dd if=/dev/zero of=/tmp/drover-limit bs=1M count=1; s=$?; rm -f /tmp/drover-limit; exit $s\n',
    2,
    /hint: it exceeded a limit on file sizes \(`ulimit -f`\)|hint: the host has a limit on file sizes \(`ulimit -f`\)/,
  ],
]

for (const [what, connection, playbook, code, said] of SCRIPTS) {
  test(what, async () => {
    const folder = makeProject({
      'inventory/hosts.yml': JSON.stringify({ all: { hosts: { box: { connection } } } }),
      'site.yml': playbook,
      'files/s.sh': `echo "ran from \${0%/*}/"\n${'#'.repeat(5000)}\n`,
      'files/echo': '',
    })
    spawnSync('cp', ['/bin/echo', join(folder, 'files/echo')])
    const { code: ended, stdout, stderr } = await say(folder, 'playbook', 'site.yml')
    assert.is(ended, code, stdout + stderr)
    assert.match(stdout, said)
  })
}

test('a run reports missing directories with the same messages as the dry run', async () => {
  const folder = makeProject({
    'inventory/hosts.yml': 'all: { hosts: { box: { connection: local } } }',
    'site.yml': `- hosts: all
  ignore_errors: true
  tasks:
    - copy: { content: x, dest: /nowhere/at/all }
    - template: { src: t, dest: /nowhere/t }
    - file: { path: /nowhere/x, state: touch }
    - file: { path: /nowhere/y, src: /etc/passwd, state: link }
    - copy: { content: x, dest: /tmp/drover-owner, owner: nobody-of-that-name }
`,
    'templates/t': 'x\n',
  })
  const reasons = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await say(folder, 'playbook', 'site.yml', ...words)
    return stdout.split('\n').filter(line => /directory|there is no user|hint/.test(line))
  }
  const [run, dry] = [await reasons(), await reasons('--check')]
  assert.equal(run, dry)
  assert.ok(run.some(line => line.includes('Destination directory /nowhere/at does not exist')))
  assert.is(run.length, 10)
})

test.run()
