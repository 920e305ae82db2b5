import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { preflight } from '../../../src/engine/preflight/preflight.ts'
import { unusedSettings } from '../../../src/engine/preflight/unused-settings.ts'
import { load } from '../../../src/load.ts'
import { SessionPool } from '../../../src/remote/session-pool.ts'
import type { RunOptions } from '../../../src/run-settings.ts'
import { Masks } from '../../../src/values/secret.ts'
import { makeProject } from '../../kit/command-line.ts'

const HOSTS = `web:
  hosts:
    node1: { user: root }
    node2: { ansible_user: root, ansible_port: 22 }
    node3: {}
`
const PLAY = '- hosts: web\n  tasks:\n    - command: "true"\n'

interface Given {
  readonly hosts?: string
  readonly playbook?: string
  readonly options?: Partial<RunOptions>
}

/** The warnings before a run, with paths relative to the project. */
async function warnings({ hosts = HOSTS, playbook = PLAY, options = {} }: Given): Promise<string[]> {
  const folder = makeProject({ 'inventory/hosts.yml': hosts, 'site.yml': playbook, key: '', 'keys/a': '' })
  const before = process.cwd()
  process.chdir(folder)
  try {
    const { run, plays } = load(
      {
        playbooks: ['site.yml'],
        inventory: [],
        check: true,
        diff: false,
        extraVars: [],
        tags: [],
        skipTags: [],
        become: false,
        persist: false,
        forceHandlers: false,
        lookAhead: true,
        ...options,
      },
      {
        id: '',
        masks: new Masks(),
        emit: () => {},
        signal: new AbortController().signal,
        sessions: new SessionPool(),
      },
    )
    await preflight(run, plays)
    return unusedSettings(
      run,
      plays.map(({ play }) => play),
    ).map(message => message.replaceAll(folder, ''))
  } finally {
    process.chdir(before)
  }
}

const ROWS: readonly (readonly [what: string, given: Given, expected: readonly string[]])[] = [
  ['no options, no warnings', {}, []],
  [
    '-u, on hosts whose user is set in the inventory',
    { options: { user: 'deploy' } },
    [
      '`-u deploy` is not used for node1: `user` (inventory/hosts.yml:3:20) takes precedence; `-e user=deploy` takes precedence over all',
      '`-u deploy` is not used for node2: `ansible_user` (inventory/hosts.yml:4:28) takes precedence; `-e user=deploy` takes precedence over all',
    ],
  ],
  ['-u with the same user', { options: { user: 'root' } }, []],
  [
    '-u overridden by -e is reported once for all hosts',
    { options: { user: 'deploy', extraVars: ['user=other'] } },
    [
      '`-u deploy` is not used for node1, node2, node3: `user` (--extra-vars:1:6) takes precedence; `-e user=deploy` takes precedence over all',
    ],
  ],
  [
    '-u overridden by a keyword',
    {
      playbook: '- hosts: node3\n  remote_user: app\n  tasks:\n    - command: "true"\n',
      options: { user: 'deploy' },
    },
    [
      '`-u deploy` is not used for node3: `remote_user` (site.yml:2:16) takes precedence; `-e user=deploy` takes precedence over all',
    ],
  ],
  [
    'an option that at least one task uses is not reported',
    {
      playbook:
        '- hosts: node3\n  become: true\n  tasks:\n    - command: "true"\n    - { command: "true", become_user: app }\n',
      options: { becomeUser: 'deploy' },
    },
    [],
  ],
  [
    '-u matters only for ssh',
    { hosts: 'web: { hosts: { a: { connection: local, user: root } } }', options: { user: 'x' } },
    [],
  ],
  [
    'become options that are overridden or not needed',
    {
      hosts: 'web: { hosts: { a: { become: false, become_method: su } } }',
      options: { become: true, becomeMethod: 'doas', becomePassword: 'hunter2' },
    },
    [
      '`-b` is not used for a: `become` (inventory/hosts.yml:1:30) takes precedence',
      '`--become-method doas` is not used: no task becomes another user (`-b`, `become: true`)',
      '`-K` is not used: no task becomes another user (`-b`, `become: true`)',
    ],
  ],
  [
    '-k and -K, overridden by passwords in the inventory',
    {
      hosts: 'web: { hosts: { a: { password: one, become: true, become_password: two } } }',
      options: { loginPassword: 'three', becomePassword: 'four' },
    },
    [
      '`-k` is not used for a: `password` (inventory/hosts.yml:1:32) takes precedence',
      '`-K` is not used for a: `become_password` (inventory/hosts.yml:1:68) takes precedence',
    ],
  ],
  [
    '--private-key, and the same file under another path',
    {
      hosts: 'web: { hosts: { a: { private_key_file: key }, b: { ansible_ssh_private_key_file: keys/a } } }',
      options: { privateKey: 'key' },
    },
    [
      '`--private-key /key` is not used for b: `ansible_ssh_private_key_file` (inventory/hosts.yml:1:82) takes precedence; `-e private_key_file=/key` takes precedence over all',
    ],
  ],
  [
    'missing key files',
    {
      hosts:
        'web: { hosts: { a: { private_key_file: keys/gone }, b: {}, c: { private_key_file: "~/.ssh/%h" } }, vars: { private_key_file: /gone } }',
    },
    [
      'the key file `keys/gone` (inventory/hosts.yml:1:40) of a does not exist and is ignored',
      'the key file `/gone` (inventory/hosts.yml:1:126) of b does not exist and is ignored',
    ],
  ],
  [
    'two names of one setting at the same place',
    { hosts: 'web: { hosts: { a: { user: one, ansible_user: two, port: 22, ansible_port: 22 } } }' },
    [
      '`user` (inventory/hosts.yml:1:28) is not used: `ansible_user` (inventory/hosts.yml:1:47) takes precedence',
    ],
  ],
  [
    "Drover's names of settings where they are ordinary variables",
    {
      playbook:
        '- hosts: web\n  vars: { become_password: x, user: y }\n  tasks:\n    - command: "true"\n      vars: { ssh_args: -C }\n',
    },
    [
      '`become_password` (site.yml:2:28) is not a connection setting in a play: set it in the inventory or with `-e`, or write `ansible_become_password`',
      '`ssh_args` (site.yml:5:25) is not a connection setting in a play: set it in the inventory or with `-e`, or write `ansible_ssh_common_args`',
    ],
  ],
  [
    'variables of Ansible that are not read',
    {
      hosts: 'web: { hosts: { a: {} }, vars: { ansible_host_key_checking: false } }',
      playbook: '- hosts: web\n  vars: { ansible_become_exe: /opt/sudo }\n  tasks:\n    - command: "true"\n',
      options: { extraVars: ['ansible_ssh_executable=/opt/ssh'] },
    },
    [
      '`ansible_host_key_checking` (inventory/hosts.yml:1:61) is not used: host keys are always checked; `run hosts trust HOST` accepts one',
      '`ansible_ssh_executable` (--extra-vars:1:24) is not used: ssh is found in PATH',
      '`ansible_become_exe` (site.yml:2:31) is not used: sudo, su and doas are found in PATH',
    ],
  ],
  [
    'settings that only the run knows are not reported',
    {
      hosts: 'web: { hosts: { a: { user: "{{later}}" } } }',
      playbook: '- hosts: web\n  tasks:\n    - set_fact: { later: x }\n    - command: "true"\n',
      options: { user: 'x' },
    },
    [],
  ],
]

for (const [what, given, expected] of ROWS) {
  test(`before a run: ${what}`, async () => {
    assert.equal(await warnings(given), expected)
  })
}

test('a missing key file of `--private-key` is refused', async () => {
  for (const [name, problem] of [
    ['gone', 'does not exist'],
    ['keys', 'is not a file'],
  ] as const) {
    const error = await warnings({ options: { privateKey: name } }).catch(error => error)
    assert.is(error.message, `the key \`${name}\` of \`--private-key\` ${problem}`)
  }
})

test.run()
