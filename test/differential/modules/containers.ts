import type { ModuleRow } from './harness.ts'

const rowsOf = (
  type: string,
  rows: readonly (readonly [id: number, name: string, tasks: string, differs?: string])[],
): readonly ModuleRow[] =>
  rows.map(([id, name, tasks, differs]) => ({
    name: `${type} ${name}`,
    // Each row has things of its own.
    tasks: tasks
      .replaceAll('NAME', `${type.replace('_', '-')}-${id}`)
      .replaceAll('TYPE', `containers.podman.${type}`),
    ...(differs === undefined ? {} : { differs }),
  }))

/** A container without a network that is not started, since starting is the slow part. */
const BASE = 'name: NAME, image: "localhost/box:1", network: none, state: created'

const container = (more: string): string => `- TYPE: { ${BASE}${more === '' ? '' : `, ${more}`} }\n`

const PODMAN_CONTAINER = rowsOf('podman_container', [
  [0, 'creates a container', container('')],
  [2, 'removes one', `${container('')}- TYPE: { name: NAME, state: absent }\n`],
  [3, 'recreates one with another variable', container('env: { A: "1" }') + container('env: { A: "2" }')],
  [
    6,
    'recreates one without its limit of memory',
    container('memory: 64m') + container(''),
    'Ansible does not see this difference',
  ],
  [
    8,
    'recreates one with another entry point',
    container('entrypoint: /bin/env') + container(''),
    'Ansible does not see this difference',
  ],
  [
    9,
    'recreates one with other volumes',
    container('volume: ["/tmp:/data:ro"]') + container('volume: ["/tmp:/data"]'),
    'Ansible does not see this difference',
  ],
  [
    10,
    'leaves one with the same settings',
    container(
      'user: "0", workdir: /bin, hostname: x, cap_add: [NET_ADMIN], etc_hosts: { db: 10.0.0.5 }, read_only: true',
    ).repeat(2),
  ],
  [
    12,
    'recreates one of another image',
    `${container('')}- TYPE: { name: NAME, image: "localhost/box:2", network: none, state: created }\n`,
  ],
  [
    13,
    'starts and stops one',
    `- TYPE: { name: NAME, image: "localhost/box:1", network: none, stop_signal: 9 }\n- TYPE: { name: NAME, state: stopped }\n- TYPE: { name: NAME, state: started }\n- TYPE: { name: NAME, state: absent }\n`,
  ],
  [14, 'refuses to start one that does not exist', '- TYPE: { name: NAME, state: started }'],
])

const PODMAN_VOLUME = rowsOf('podman_volume', [
  [
    1,
    'creates one with labels and options',
    '- TYPE: { name: NAME, label: { a: b }, options: ["type=tmpfs", "device=tmpfs"] }',
  ],
  [2, 'removes one', '- TYPE: { name: NAME }\n- TYPE: { name: NAME, state: absent }'],
  [
    4,
    'keeps one that has another label',
    '- TYPE: { name: NAME, label: { a: b } }\n- TYPE: { name: NAME, label: { a: c } }',
    'Ansible removes the volume with all that it holds',
  ],
])

const PODMAN_NETWORK = rowsOf('podman_network', [
  [1, 'creates one with addresses', '- TYPE: { name: NAME, subnet: 10.123.1.0/24, gateway: 10.123.1.9 }'],
  [
    2,
    'recreates one with other addresses',
    '- TYPE: { name: NAME, subnet: 10.123.2.0/24 }\n- TYPE: { name: NAME, subnet: 10.123.3.0/24 }',
    'Ansible does not see this difference',
  ],
  [4, 'removes one', '- TYPE: { name: NAME }\n- TYPE: { name: NAME, state: absent }'],
])

const PODMAN_IMAGE = rowsOf('podman_image', [
  [0, 'leaves an image that is present', '- TYPE: { name: localhost/box, tag: "1" }'],
  [2, 'removes one', '- TYPE: { name: "localhost/box:3", state: absent }'],
  [4, 'refuses one that nobody has', '- TYPE: { name: "localhost/nothing:1", pull: false }'],
  [
    5,
    'builds one',
    '- ansible.builtin.copy: { dest: "{{ dir }}/Containerfile", content: "FROM localhost/box:1\\nENV A=b\\n" }\n- TYPE: { name: localhost/built, path: "{{ dir }}" }',
  ],
])

/** The rows of the task types of podman, on a store of its own with the images `localhost/box:1` to `:3`. */
export const CONTAINERS: readonly ModuleRow[] = [
  ...PODMAN_CONTAINER,
  ...PODMAN_VOLUME,
  ...PODMAN_NETWORK,
  ...PODMAN_IMAGE,
]
