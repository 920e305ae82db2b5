import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Target } from '../../../src/transport/spawn.ts'
import { type HerdOptions, runHerd } from '../../kit/herd.ts'

/** The target of `node1` in the last task of a play with these keywords. */
async function reached(
  play: string,
  tasks: string,
  inventory: string,
  options: HerdOptions = {},
): Promise<Partial<Target>> {
  const { targets, events } = await runHerd(`- hosts: web\n${play}\n  tasks:\n${tasks}`, {
    inventory: `web: { hosts: { node1: { ${inventory} } }, vars: { user: of-group, port: 1000 } }\nother: { hosts: { node2: { user: of-node2 }, node3: { address: 10.0.0.3, become: true } } }`,
    ...options,
  })
  const failed = events.find(event => event.type === 'task.result' && event.status === 'failed')
  assert.is(failed, undefined, JSON.stringify(failed))
  const last = targets.at(-1)
  assert.ok(last)
  const { name: _, keepFor: __, ...target } = last
  return target
}

const ACT = '    - act: x'
const PLAIN = {
  connection: 'ssh',
  address: 'node1',
  sshArgs: [],
  connectTimeout: 10,
  user: 'of-group',
  port: 1000,
}

const RELAY = { connection: 'ssh', sshArgs: [], connectTimeout: 10, keepFor: 0 }

const ROWS: readonly (readonly [
  what: string,
  given: { play?: string; tasks?: string; inventory?: string; options?: HerdOptions },
  differs: Partial<Record<keyof Target, unknown>>,
])[] = [
  ['settings of the group', {}, {}],
  [
    'Ansible’s name on the host takes precedence over Drover’s on the group',
    { inventory: 'ansible_user: a' },
    { user: 'a' },
  ],
  [
    'Drover’s name on the host takes precedence over Ansible’s on the group',
    { inventory: 'user: a' },
    { user: 'a' },
  ],
  [
    'on the same host, Ansible’s name takes precedence',
    { inventory: 'user: a, ansible_user: b' },
    { user: 'b' },
  ],
  [
    'docker',
    { inventory: 'connection: docker, ansible_host: box, ansible_docker_extra_args: "-H tcp://x:2375"' },
    {
      connection: ['docker', '-H', 'tcp://x:2375', 'exec', '-i', '-u', 'of-group', 'box'],
      address: 'box',
    },
  ],
  [
    'podman by its long name in a keyword',
    { play: '  connection: containers.podman.podman', inventory: 'user: null' },
    { connection: ['podman', 'exec', '-i', '-u', 'of-group', 'node1'] },
  ],
  [
    'kubectl',
    {
      inventory:
        'ansible_connection: kubernetes.core.kubectl, ansible_kubectl_namespace: prod, ansible_kubectl_container: app, ansible_kubectl_context: c1',
    },
    {
      connection: [
        ...['kubectl', '--context=c1', '--namespace=prod', 'exec', '-i', 'node1', '--container=app', '--'],
      ],
    },
  ],
  ['lxc', { inventory: 'connection: lxc' }, { connection: ['lxc-attach', '--name', 'node1', '--'] }],
  [
    'lxd, with a remote',
    { inventory: 'connection: community.general.lxd, ansible_lxd_remote: far' },
    { connection: ['lxc', 'exec', 'far:node1', '--'] },
  ],
  [
    'machinectl',
    { inventory: 'connection: machinectl, ansible_host: m1' },
    {
      connection: [
        ...[
          'systemd-run',
          '--quiet',
          '--pipe',
          '--wait',
          '--collect',
          '--machine=m1',
          '--uid=of-group',
          '--',
        ],
      ],
      address: 'm1',
    },
  ],
  [
    'chroot',
    { inventory: 'connection: chroot, ansible_host: /srv/root' },
    { connection: ['chroot', '/srv/root'], address: '/srv/root' },
  ],
  ['null counts as not set', { inventory: 'ansible_user: null, port: null' }, {}],
  ['omit counts as not set', { inventory: 'ansible_user: "{{omit}}"' }, {}],
  ['-e with Drover’s names', { options: { extraVars: ['user=e port=2'] } }, { user: 'e', port: 2 }],
  ['-e with Ansible’s names', { options: { extraVars: ['ansible_user=e'] } }, { user: 'e' }],
  [
    '-e takes precedence over the host',
    { inventory: 'ansible_user: a', options: { extraVars: ['user=e'] } },
    { user: 'e' },
  ],
  ['a keyword has lower precedence', { play: '  remote_user: k\n  port: 5' }, {}],
  ['variables of the play', { play: '  vars: { ansible_user: p, ansible_port: 7 }' }, { user: 'p', port: 7 }],
  [
    'in a play, Drover’s names are ordinary variables',
    { play: '  vars: { user: p, port: 7, become: true, connection: x }' },
    {},
  ],
  [
    'in registered variables, too',
    { tasks: `    - { act: x, register: user }\n    - { set_fact: { port: 7 } }\n${ACT}` },
    {},
  ],
  [
    'set_fact with Ansible’s name',
    { tasks: `    - { set_fact: { ansible_user: f } }\n${ACT}` },
    { user: 'f' },
  ],
  ['variables of the task', { tasks: `${ACT}\n      vars: { ansible_user: t }` }, { user: 't' }],
  [
    'variables of the task that use its item',
    { tasks: `${ACT}\n      loop: [a, b]\n      vars: { ansible_user: "{{item}}" }` },
    { user: 'b' },
  ],
  [
    'in the dialect of Ansible, Drover’s names are ordinary variables',
    {
      inventory: 'address: a street, connection: slow, password: of-app, ansible_port: 22',
      options: { dialect: 'ansible', extraVars: ['user=of-app'] },
    },
    { port: 22, user: undefined },
  ],
  [
    'names of settings that Ansible lacks apply in both dialects',
    { inventory: 'drover_known_hosts_file: /k', options: { dialect: 'ansible' } },
    { knownHostsFile: '/k', port: undefined, user: undefined },
  ],
  [
    'relays, with their own settings and without become',
    {
      inventory: 'relay: [node2, node3], become: true, private_key_file: /on/relay',
      options: { extraVars: ["relay_command='npx drover'"] },
    },
    {
      privateKeyFile: '/on/relay',
      become: { method: 'sudo', user: 'root', flags: [] },
      relays: [
        {
          target: { ...RELAY, name: 'node2', address: 'node2', user: 'of-node2' },
          command: ['npx', 'drover', 'relay'],
        },
        { target: { ...RELAY, name: 'node3', address: '10.0.0.3' }, command: ['npx', 'drover', 'relay'] },
      ],
    },
  ],
  [
    'a relay with its own relay setting is reached directly, also as the relay of others',
    { inventory: 'user: me', options: { extraVars: ['relay=node2'] } },
    {
      user: 'me',
      relays: [
        {
          target: { ...RELAY, name: 'node2', address: 'node2', user: 'of-node2' },
          command: ['drover', 'relay'],
        },
      ],
    },
  ],
  ['a host that is its own relay has no relay', { inventory: 'relay: [node1, node2]' }, {}],
  [
    'an option has the lowest precedence',
    { options: { connection: { user: 'o', timeout: 3 } } },
    { connectTimeout: 3 },
  ],
  [
    'ssh arguments are split as by a shell',
    { inventory: `ssh_args: '-o ProxyCommand="ssh -W %h:%p -q jump@gw" -C'` },
    { sshArgs: ['-o', 'ProxyCommand=ssh -W %h:%p -q jump@gw', '-C'] },
  ],
  [
    'Ansible’s ssh arguments are split as well, in their order',
    {
      inventory: `ansible_ssh_args: "-o 'A=1 2'", ansible_ssh_common_args: '-J a\\ b', ansible_ssh_extra_args: [-o, "B=3 4"]`,
    },
    { sshArgs: ['-o', 'A=1 2', '-J', 'a b', '-o', 'B=3 4'] },
  ],
  [
    'a command as the connection',
    { inventory: `connection: 'docker exec -e "A=b c" -i %h'` },
    { connection: ['docker', 'exec', '-e', 'A=b c', '-i', 'node1'] },
  ],
  [
    'become from a keyword',
    { play: '  become: true\n  become_user: app\n  become_flags: "-E -g \'two words\'"' },
    { become: { method: 'sudo', user: 'app', flags: ['-E', '-g', 'two words'] } },
  ],
  ['a variable turns become off', { play: '  become: true', inventory: 'ansible_become: false' }, {}],
  ['a keyword turns -b off', { play: '  become: false', options: { connection: { become: true } } }, {}],
  [
    'the become user: a variable takes precedence over the keyword',
    { play: '  become: true\n  become_user: k', inventory: 'become_user: v' },
    { become: { method: 'sudo', user: 'v', flags: [] } },
  ],
  [
    'a keyword that is omit has the value of the outer level',
    {
      play: '  become: true\n  become_user: outer',
      tasks: `${ACT}\n      become_user: "{{default none omit}}"`,
    },
    { become: { method: 'sudo', user: 'outer', flags: [] } },
  ],
  [
    'a keyword that is omit at all levels counts as not set',
    { play: '  become: true', tasks: `${ACT}\n      become_user: "{{default none omit}}"` },
    { become: { method: 'sudo', user: 'root', flags: [] } },
  ],
  ['delegate_to that is omit', { tasks: `${ACT}\n      delegate_to: "{{default none omit}}"` }, {}],
  [
    'a delegate has its own settings, and the keywords of the task',
    {
      play: '  become: true\n  vars: { who: app }',
      tasks: `${ACT}\n      delegate_to: node2\n      become_user: "{{who}}"`,
    },
    {
      address: 'node2',
      user: 'of-node2',
      port: undefined,
      become: { method: 'sudo', user: 'app', flags: [] },
    },
  ],
]

for (const [what, { play = '', tasks = ACT, inventory = '', options = {} }, differs] of ROWS) {
  test(`connection settings: ${what}`, async () => {
    const expected = Object.entries({ ...PLAIN, ...differs }).filter(([, value]) => value !== undefined)
    assert.equal(await reached(play, tasks, inventory, options), Object.fromEntries(expected))
  })
}

/** Settings, and the user that both `ansible_user` and the target then have. */
const SHOWN: readonly (readonly [play: string, inventory: string, options: HerdOptions, user: string])[] = [
  ['', '', {}, 'of-group'],
  ['  remote_user: k', '', {}, 'of-group'],
  ['', 'ansible_user: a', { extraVars: ['user=e'] }, 'e'],
  ['  remote_user: k\n  vars: { ansible_user: p }', '', {}, 'p'],
  ['  remote_user: k', 'ansible_user: a', {}, 'a'],
]

for (const [play, inventory, options, user] of SHOWN) {
  test(`\`ansible_user\` is the login user: ${user}`, async () => {
    const inventories = `web: { hosts: { node1: { ${inventory} } }, vars: { user: of-group } }`
    const { deeds, targets } = await runHerd(
      `- hosts: web\n${play}\n  tasks:\n    - act: "{{ansible_user}}"`,
      { inventory: inventories, ...options },
    )
    assert.equal([deeds, targets.at(-1)?.user], [[`node1: ${user}`], user])
  })
}

test('a keyword is used if nothing takes precedence', async () => {
  const { deeds, targets } = await runHerd(
    '- hosts: web\n  remote_user: k\n  connection: local\n  tasks:\n    - act: "{{ansible_user}} {{ansible_connection}}"',
    { inventory: 'web: { hosts: { node1: {} } }', connection: { user: 'option', connection: 'ssh' } },
  )
  assert.equal([deeds, targets.at(-1)?.user, targets.at(-1)?.connection], [['node1: k local'], 'k', 'local'])
})

const WRONG: readonly (readonly [inventory: string, message: RegExp])[] = [
  ["ssh_args: '-o \"A'", /^`ssh_args` of node1: a quote in `-o "A` is not closed$/],
  ['port: many', /^`port` of node1 must be a number from 1 to 65535, got `many`$/],
  ['ansible_timeout: soon', /^`ansible_timeout` of node1 must be a number of seconds, got `soon`$/],
  ['become: true, become_method: runas', /^`become_method` of node1 must be sudo, su or doas, got `runas`$/],
  ['connection: winrm', /^the connection `winrm` of node1 is unknown$/],
  ['relay: bastion', /^`relay` of node1 names `bastion`, which is not a host of the inventory$/],
  ['relay: node2, connection: local', /^`relay` of node1 has no effect with `connection: local`$/],
  ['user: [a]', /^`user` of node1 must be text, got `\["a"\]`$/],
]

test('localhost is reached directly even if all hosts have a relay', async () => {
  const { targets, events } = await runHerd(
    '- hosts: web\n  tasks:\n    - act: x\n      delegate_to: localhost',
    {
      inventory:
        'all: { vars: { relay: node2 } }\nweb: { hosts: { node1: {} } }\nother: { hosts: { node2: {} } }',
    },
  )
  assert.not.ok(events.some(event => event.type === 'task.result' && event.status === 'failed'))
  assert.equal(
    targets.map(({ name, relays }) => [name, relays]),
    [['localhost', undefined]],
  )
})

for (const [inventory, message] of WRONG) {
  test(`${inventory} is refused before any host is contacted`, async () => {
    const error = await runHerd('- hosts: web\n  tasks: [{ act: x }]', {
      inventory: `web: { hosts: { node1: { ${inventory} } } }\nother: { hosts: { node2: {} } }`,
    }).catch(error => error)
    assert.match(error.errors?.[0]?.message, message)
    assert.is(error.errors[0].place?.line, 1)
  })
}

test.run()
