import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import podman_container from '../../../tasks/containers/podman_container.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const IMAGE = 'localhost/bb:1'
const WEB = titleOf('podman', 'container', 'web')
const answers = {
  ...tools('podman'),
  [WEB]: captured('podman', 'container'),
  [titleOf('podman', 'image', IMAGE)]: captured('podman', 'image'),
}

/** The params with which the captured container was created. */
const ALL = {
  ...{ name: 'web', image: IMAGE, state: 'present' as const },
  ...{ network: ['back'], network_aliases: ['www'], ip: '10.89.77.130' },
  publish: ['127.0.0.1:8080:80', '9000-9001:90-91/udp', '77'],
  expose: ['7'],
  env: { A: '1' },
  volume: ['/tmp/:/data:ro', 'kept:/kept', '/nameless'],
  mount: ['type=bind,source=/etc,destination=/host,readonly'],
  label: { team: 'web' },
  ...{ memory: '64m', memory_reservation: '32m', memory_swap: '128m', shm_size: '32m' },
  ...{ cpus: 0.5, cpu_shares: 512, cpuset_cpus: '0', cpuset_mems: '0', pids_limit: 100 },
  restart_policy: 'on-failure:3',
  ...{ cap_add: ['net_admin'], cap_drop: ['CHOWN'], security_opt: ['no-new-privileges'] },
  add_host: { db: '10.0.0.5' },
  ...{ dns: ['192.0.2.53'], dns_search: ['example.com'], dns_option: ['ndots:2'] },
  ...{ hostname: 'inside', user: '0', workdir: '/bin', group_add: ['5'] },
  ...{ device: ['/dev/null'], ulimit: ['nofile=1000'], sysctl: { 'net.core.somaxconn': '100' } },
  ...{ healthcheck: 'true', healthcheck_interval: '90s', stop_signal: 'SIGINT', stop_timeout: 7 },
  ...{ read_only: true, init: false, tty: true, interactive: true, oom_score_adj: 100, ipc: 'private' },
  ...{ entrypoint: '/bin/env', command: ['B=c', 'sleep', '600'] },
  tmpfs: { '/scratch': 'size=1m' },
  log_opt: { max_size: '1m' },
}

test('podman_container: a container that matches all params is in sync', async () => {
  const result = await testTask(podman_container, { params: ALL, answers }).check()
  assert.is(result.kind, 'in-sync')
})

test('podman_container: a device that podman shows by another path with the same device number is in sync', async () => {
  const shown = captured('podman', 'container').replace('"/dev/null"', '"/dev/shm/jail/dev/null"')
  const result = await testTask(podman_container, {
    params: ALL,
    answers: { ...answers, [WEB]: shown },
  }).check()
  assert.ok(shown.includes('"PathOnHost": "/dev/shm/jail/dev/null"'))
  assert.is(result.kind, 'in-sync')
})

/** A param, another value, and the setting that then differs. */
const DIFFERENT: readonly [string, unknown, string?][] = [
  ['add_host', { db: '10.0.0.6' }],
  ['annotation', { note: 'mine' }],
  ['blkio_weight', 500],
  ['cap_add', ['ALL']],
  ['cap_drop', undefined],
  ['cgroup_parent', '/apps'],
  ['command', 'B=c sleep 601'],
  ['cpu_period', 50000],
  ['cpu_shares', undefined],
  ['cpus', 1],
  ['cpuset_cpus', '0-1'],
  ['cpuset_mems', undefined],
  ['device', ['/dev/null:/dev/zero:r']],
  ['dns', ['192.0.2.54']],
  ['dns_option', undefined],
  ['dns_search', []],
  ['entrypoint', ['/bin/env', '-i'], 'command'],
  ['env', { A: '2' }],
  ['expose', ['8/udp']],
  ['group_add', undefined],
  ['healthcheck', 'false'],
  ['healthcheck_interval', '91s', 'healthcheck'],
  ['healthcheck_retries', 5, 'healthcheck'],
  ['healthcheck_start_period', '5s', 'healthcheck'],
  ['healthcheck_timeout', '5s', 'healthcheck'],
  ['hostname', 'other'],
  ['init', true],
  ['interactive', undefined],
  ['ipc', 'host'],
  ['label', { team: 'db' }],
  ['log_driver', 'journald'],
  ['log_opt', undefined],
  ['memory', '65m'],
  ['memory_reservation', undefined],
  ['memory_swap', '-1'],
  ['mount', undefined, 'volume'],
  ['oom_kill_disable', true],
  ['oom_score_adj', 99],
  ['pid', 'host'],
  ['pids_limit', 99],
  ['pod', 'shop'],
  ['privileged', true],
  ['publish', ['8080:80', '9000-9001:90-91/udp', '77']],
  ['publish_all', true],
  ['read_only', undefined],
  ['restart_policy', 'always', 'restart'],
  ['rm', true],
  ['secrets', ['db'], 'secret'],
  ['security_opt', undefined],
  ['shm_size', '33m'],
  ['stop_signal', 'TERM'],
  ['stop_timeout', 8],
  ['sysctl', { 'net.core.somaxconn': '101' }],
  ['tmpfs', undefined],
  ['tty', undefined],
  ['ulimit', ['nofile=1000:1001']],
  ['user', 'www-data:www-data'],
  ['userns', 'host'],
  ['uts', 'host'],
  ['volume', ['/tmp:/data', 'kept:/kept', '/nameless']],
  ['volumes_from', ['data']],
  ['workdir', undefined],
]

for (const [param, value, setting = param] of DIFFERENT) {
  test(`podman_container: a container with another \`${param}\` is recreated`, async () => {
    const params = { ...ALL, [param]: value } as typeof ALL
    const result = await testTask(podman_container, { params, answers }).check()
    assert.is(result.kind, 'plan')
    const changes = result.kind === 'plan' ? result.changes : []
    assert.equal(
      changes.map(({ action }) => action),
      ['recreate'],
    )
    assert.ok(Object.keys(changes[0]?.after ?? {}).includes(setting), JSON.stringify(changes))
  })
}

const nowhere = {
  ...answers,
  [WEB]: missing('podman', 'container', 'web'),
}

const ROWS: readonly TaskRow[] = [
  {
    title: 'a new container, without values of variables in a command line',
    params: {
      name: 'web',
      image: IMAGE,
      env: { A: 'secret', 'b.c': 'x y', PATH: '/bin' },
      publish: '8080:80',
    },
    answers: { ...nowhere, [WEB]: [missing('podman', 'container', 'web')] },
    expects: [
      'create podman_container:web: null -> {"image":"localhost/bb:1","state":"started"}',
      '$ export A=secret',
      '$ export LC_ALL=C',
      "$ podman create '--name=web' '--env-file=/dev/stdin' '--env=A' '--publish=8080:80' localhost/bb:1",
      '< "b.c=x y\\nPATH=/bin\\n"',
      '$ export LC_ALL=C',
      '$ podman start -- web',
      'outputs: {"container":{}}',
    ],
  },
  {
    title: 'a missing image is pulled, and further networks are connected before the start',
    params: {
      name: 'web',
      image: 'nginx',
      network: ['front', 'back'],
      network_aliases: 'www',
      ip: '10.0.0.9',
    },
    answers: {
      ...nowhere,
      'image nginx of podman': {
        status: 125,
        stdout: '[]\n',
        stderr: 'Error: inspecting object: nginx: image not known\n',
      },
    },
    expects: [
      'create podman_container:web: null -> {"image":"nginx","state":"started"}',
      '$ export LC_ALL=C',
      '$ podman pull -- nginx',
      '$ export LC_ALL=C',
      "$ podman create '--name=web' '--network=front' '--network-alias=www' '--ip=10.0.0.9' nginx",
      '$ export LC_ALL=C',
      "$ podman network connect '--alias=www' -- back web",
      '$ export LC_ALL=C',
      '$ podman start -- web',
      'outputs: {"container":{}}',
    ],
  },
  {
    title: 'with `pull: never`, a missing image is an error',
    params: { name: 'web', image: 'nginx', pull: 'never' },
    answers: {
      ...nowhere,
      'image nginx of podman': {
        status: 125,
        stdout: '[]\n',
        stderr: 'Error: inspecting object: nginx: image not known\n',
      },
    },
    expects: [
      'error: the host has no image `nginx`',
      'hint: pull, load or build it in an earlier task, or remove `pull: never`',
    ],
  },
  {
    title: 'with `pull: always`, the dry run cannot know whether there is a newer image',
    params: { ...ALL, pull: 'always' },
    answers,
    isCheckMode: true,
    expects: ['unknown: depends on whether `localhost/bb:1` is newer in its registry'],
  },
  {
    title: 'a container of another image is recreated: the old one is removed after the new one was created',
    params: { name: 'web', image: 'localhost/bb:2', state: 'started', network: 'none' },
    answers: {
      ...answers,
      'image localhost/bb:2 of podman': captured('podman', 'image').replaceAll(
        'df77c7cce0aa',
        '000000000000',
      ),
      [titleOf('podman', 'image', idIn('container'))]: captured('podman', 'image'),
    },
    isCheckMode: true,
    expects: [
      'recreate podman_container:web: {"image":"localhost/bb:1 (df77c7cce0aa)"} -> {"image":"localhost/bb:2 (000000000000)"}',
    ],
  },
  {
    title: 'a missing container without an image is an error',
    params: { name: 'web' },
    answers: nowhere,
    expects: ['error: there is no container `web`', 'hint: set `image` to create it'],
  },
  {
    title: 'an existing container is started without an image',
    params: { name: 'web' },
    answers,
    isCheckMode: true,
    expects: ['start podman_container:web: {"status":"created"} -> {"status":"running"}'],
  },
  {
    title: 'files of variables are read on the host',
    params: { ...ALL, env: undefined, env_file: '/etc/web.env' },
    answers: { ...answers, 'content of /etc/web.env': '\n# variables\nA=3\n' },
    isCheckMode: true,
    expects: ['recreate podman_container:web: {"env":{"A":"(another value)"}} -> {"env":{"A":"3"}}'],
  },
  {
    title: 'a host without podman is an error',
    params: { name: 'web', executable: 'podman' },
    answers: { ...answers, 'which of podman exist': '' },
    expects: ['error: the host has no `podman`', 'hint: install podman in an earlier task'],
  },
  {
    title: 'invalid values are refused',
    params: {
      ...{
        name: '-web',
        image: '--privileged',
        state: 'gone',
        publish: '80:x',
        volume: 'data',
        memory: 'much',
      },
      ...{
        restart_policy: 'sometimes',
        healthcheck_interval: '1 minute',
        detach: false,
        env: { 'A B': '1' },
      },
    },
    expects: [
      'refused: name: expected a name of letters, digits, `_`, `.` and `-`',
      'refused: image: expected an image such as `docker.io/library/nginx:1.25`',
      'refused: state: Invalid option: expected one of "absent"|"present"|"created"|"started"|"stopped"',
      'refused: detach: expected true; for a container that runs to its end, use `command` with `podman run`',
      'refused: env: expected names without spaces and `=` as keys',
      'refused: healthcheck_interval: expected a time such as `1m30s`',
      'refused: memory: expected a size such as `512m`',
      'refused: publish: expected `[[ADDRESS:]PORT:]PORT[/PROTOCOL]`, such as `8080:80`',
      'refused: restart_policy: expected `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:COUNT`',
      'refused: volume: expected `[SOURCE:]TARGET[:OPTIONS]`, such as `data:/srv:ro`',
    ],
  },
]

function idIn(object: string): string {
  return JSON.parse(captured('podman', object))[0].Image
}

taskRows('podman_container', podman_container, ROWS)

const NEW = {
  params: { name: 'web', image: IMAGE, state: 'present' },
  answers: { ...answers, [WEB]: missing('podman', 'container', 'web') },
}
effectRows('podman_container', podman_container, NEW, [
  { params: { cmd_args: ['--gpus=all'] }, shows: ["'--gpus=all'"] },
  { params: { cpu_quota: 25000 }, shows: ["'--cpu-quota=25000'"] },
])

test.run()
