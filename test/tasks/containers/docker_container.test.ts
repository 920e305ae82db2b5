import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import docker_container from '../../../tasks/containers/docker_container.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const WEB = titleOf('docker', 'container', 'web')
const answers = {
  ...tools('docker'),
  [WEB]: captured('docker', 'container'),
  [titleOf('docker', 'image', 'bb:1')]: captured('docker', 'image'),
}

/** What the captured container was created with. */
const ALL = {
  ...{ name: 'web', image: 'bb:1', state: 'present' as const },
  networks: [{ name: 'back', aliases: ['www'], ipv4_address: '10.89.77.130' }],
  published_ports: ['127.0.0.1:8080:80', '9000-9001:90-91/udp', '77'],
  exposed_ports: ['7'],
  env: { A: '1' },
  volumes: ['/tmp/:/data:ro', 'kept:/kept', '/nameless'],
  mounts: [{ type: 'bind' as const, source: '/etc', target: '/host', read_only: true }],
  labels: { team: 'web' },
  ...{ memory: '64m', memory_reservation: '32m', memory_swap: '128m', shm_size: '32m' },
  ...{ cpus: 0.5, cpu_shares: 512, cpuset_cpus: '0', cpuset_mems: '0', pids_limit: 100 },
  ...{ restart_policy: 'on-failure' as const, restart_retries: 3 },
  ...{ capabilities: ['net_admin'], cap_drop: ['CHOWN'], security_opts: ['no-new-privileges:true'] },
  etc_hosts: { db: '10.0.0.5' },
  ...{ dns_servers: ['192.0.2.53'], dns_search_domains: ['example.com'], dns_opts: ['ndots:2'] },
  ...{ hostname: 'inside', user: '0', working_dir: '/bin', groups: ['5'] },
  ...{ devices: ['/dev/null'], ulimits: ['nofile=1000'], sysctls: { 'net.core.somaxconn': '100' } },
  healthcheck: { test: ['CMD', 'true'], interval: '90s' },
  ...{ stop_signal: 'SIGINT', stop_timeout: 7, read_only: true, init: false, tty: true, interactive: true },
  ...{ oom_score_adj: 100, ipc_mode: 'private' },
  ...{ entrypoint: ['/bin/env', 'B=c'], command: ['sleep', '600'] },
  tmpfs: ['/scratch:size=1m'],
  log_options: { 'max-size': '1m' },
}

test('docker_container: a container with all that is asked for is in sync', async () => {
  const result = await testTask(docker_container, { params: ALL, answers }).check()
  assert.equal(result.kind === 'plan' && result.changes, false)
})

/** A param, another value, and the setting that then differs; `update` where docker changes it in the container. */
const DIFFERENT: readonly [string, unknown, string?, string?][] = [
  ['auto_remove', true, 'rm'],
  ['blkio_weight', 500, 'blkio_weight', 'update'],
  ['capabilities', ['ALL'], 'cap_add'],
  ['cap_drop', ['KILL']],
  ['cgroup_parent', '/apps'],
  ['command', 'sleep 601'],
  ['cpu_period', 50000, 'cpu_period', 'update'],
  ['cpu_quota', 5000, 'cpu_quota', 'update'],
  ['cpu_shares', 2, 'cpu_shares', 'update'],
  ['cpus', 1, 'cpus', 'update'],
  ['cpuset_cpus', '0-1', 'cpuset_cpus', 'update'],
  ['cpuset_mems', '1', 'cpuset_mems', 'update'],
  ['devices', ['/dev/null:/dev/zero:r'], 'device'],
  ['dns_servers', ['192.0.2.54'], 'dns'],
  ['dns_opts', ['ndots:3'], 'dns_option'],
  ['dns_search_domains', [], 'dns_search'],
  ['domainname', 'example.com'],
  ['entrypoint', '/bin/env B=d', 'command'],
  ['env', { A: '2' }],
  ['etc_hosts', { db: '10.0.0.6' }, 'add_host'],
  ['exposed_ports', ['8/udp'], 'expose'],
  ['groups', ['6'], 'group_add'],
  ['healthcheck', { test: 'true', retries: 4 }],
  ['hostname', 'other'],
  ['init', true],
  ['interactive', false],
  ['ipc_mode', 'host', 'ipc'],
  ['labels', { team: 'db' }, 'label'],
  ['log_driver', 'journald'],
  ['log_options', { 'max-size': '2m' }, 'log_opt'],
  ['memory', '65m', 'memory', 'update'],
  ['memory_reservation', '0', 'memory_reservation', 'update'],
  ['memory_swap', '-1', 'memory_swap', 'update'],
  ['mounts', [{ target: '/more' }], 'volume'],
  ['oom_killer', true, 'oom_kill_disable'],
  ['oom_score_adj', 99],
  ['pid_mode', 'host', 'pid'],
  ['pids_limit', 99, 'pids_limit', 'update'],
  ['privileged', true],
  ['publish_all_ports', true, 'publish_all'],
  ['published_ports', ['8081:80'], 'publish'],
  ['read_only', false],
  ['recreate', true, 'isNew'],
  ['restart_policy', 'always', 'restart', 'update'],
  ['restart_retries', 4, 'restart', 'update'],
  ['runtime', 'crun'],
  ['security_opts', ['apparmor=unconfined'], 'security_opt'],
  ['shm_size', '33m'],
  ['stop_signal', 'TERM'],
  ['stop_timeout', 8],
  ['sysctls', { 'net.core.somaxconn': '101' }, 'sysctl'],
  ['tmpfs', ['/other']],
  ['tty', false],
  ['ulimits', ['nofile=1000:1001'], 'ulimit'],
  ['user', 'www-data:www-data'],
  ['userns_mode', 'host', 'userns'],
  ['uts', 'host'],
  ['volumes', ['/tmp:/data'], 'volume'],
  ['volumes_from', ['data']],
  ['working_dir', '/', 'workdir'],
]

for (const [param, value, setting = param, action = 'recreate'] of DIFFERENT) {
  test(`docker_container: another ${param} is a difference (${action})`, async () => {
    const params = { ...ALL, [param]: value } as typeof ALL
    const result = await testTask(docker_container, { params, answers }).check()
    const changes = result.kind === 'plan' ? result.changes : []
    assert.equal(
      changes.map(change => change.action),
      [action],
    )
    assert.ok(Object.keys(changes[0]?.after ?? {}).includes(setting), JSON.stringify(changes))
  })
}

const nowhere = { ...answers, [WEB]: missing('docker', 'container', 'web') }
const NO_DAEMON = {
  status: 1,
  stdout: '[]\n',
  stderr: 'Cannot connect to the Docker daemon at unix:///run/docker.sock. Is the docker daemon running?\n',
}

const ROWS: readonly TaskRow[] = [
  {
    title: 'a new container, by a daemon elsewhere; what docker has no words for comes from `cmd_args`',
    params: {
      ...{ name: 'web', image: 'bb:1', docker_host: 'tcp://192.0.2.1:2376', validate_certs: true },
      ...{
        ca_path: '/etc/ca.pem',
        cmd_args: ['--gpus=all'],
        entrypoint: ['/bin/env', 'A=b'],
        command: 'sleep 5',
      },
    },
    answers: nowhere,
    expects: [
      'create docker_container:web: null -> {"image":"bb:1","state":"started"}',
      '$ export LC_ALL=C',
      "$ docker '--host=tcp://192.0.2.1:2376' '--tlscacert=/etc/ca.pem' --tlsverify create '--name=web' '--entrypoint=/bin/env' '--gpus=all' bb:1 'A=b' sleep 5",
      '$ export LC_ALL=C',
      "$ docker '--host=tcp://192.0.2.1:2376' '--tlscacert=/etc/ca.pem' --tlsverify start -- web",
      'outputs: {"container":{}}',
    ],
  },
  {
    title: 'lists and maps may have more, and what is not asked for may be anything',
    params: { name: 'web', image: 'bb:1', state: 'present', env: {}, labels: {}, volumes: ['kept:/kept'] },
    answers: {
      ...answers,
      [WEB]: captured('docker', 'container').replace('"Status": "created"', '"Status": "running"'),
    },
    isCheckMode: true,
    expects: [`in sync: ${JSON.stringify({ container: running() })}`],
  },
  {
    title: 'with strict comparison they may not',
    params: {
      name: 'web',
      image: 'bb:1',
      state: 'present',
      labels: {},
      env: {},
      comparisons: { '*': 'strict', env: 'ignore' },
    },
    answers,
    isCheckMode: true,
    expects: ['recreate docker_container:web: {"label":{"team":"web"}} -> {"label":{}}'],
  },
  {
    title: 'limits and the restart policy are changed in the container that runs',
    params: { name: 'web', image: 'bb:1', state: 'present', memory: '128m', restart_policy: 'always' },
    answers,
    isCheckMode: true,
    expects: [
      'update docker_container:web: {"memory":67108864,"restart":"on-failure:3"} -> {"memory":134217728,"restart":"always"}',
    ],
  },
  {
    title: 'networks are joined and left in place',
    params: {
      ...{ name: 'web', image: 'bb:1', state: 'present', comparisons: { networks: 'strict' } },
      networks: [{ name: 'front', aliases: ['a', 'b'], ipv4_address: '10.0.0.7' }],
    },
    answers,
    expects: [
      'connect docker_container:web network front: undefined -> {"isConnected":true}',
      'disconnect docker_container:web network back: undefined -> {"isConnected":false}',
      '$ export LC_ALL=C',
      "$ docker network connect '--alias=a' '--alias=b' '--ip=10.0.0.7' -- front web",
      '$ export LC_ALL=C',
      '$ docker network disconnect --force -- back web',
      `outputs: ${JSON.stringify({ container: JSON.parse(captured('docker', 'container'))[0] })}`,
    ],
  },
  {
    title: 'another image: the new container is created before the old one goes',
    params: { name: 'web', image: 'bb:2', state: 'started', stop_timeout: 9, keep_volumes: false },
    answers: {
      ...answers,
      'image bb:2 of docker': captured('docker', 'image').replaceAll('a75f3ced25e9', '000000000000'),
      [titleOf('docker', 'image', JSON.parse(captured('docker', 'container'))[0].Image)]: captured(
        'docker',
        'image',
      ),
    },
    expects: [
      'recreate docker_container:web: {"image":"bb:1 (a75f3ced25e9)"} -> {"image":"bb:2 (000000000000)"}',
      '$ export LC_ALL=C',
      "$ docker create '--name=web-drover-new' '--stop-timeout=9' bb:2",
      '$ export LC_ALL=C',
      "$ docker stop '--time=9' -- web",
      '$ export LC_ALL=C',
      '$ docker rm --force --volumes -- web',
      '$ export LC_ALL=C',
      '$ docker rename web-drover-new web',
      '$ export LC_ALL=C',
      '$ docker start -- web',
      `outputs: ${JSON.stringify({ container: JSON.parse(captured('docker', 'container'))[0] })}`,
    ],
  },
  {
    title: 'a container is removed',
    params: { name: 'web', state: 'absent', force_kill: true },
    answers,
    expects: [
      'delete docker_container:web: {"image":"bb:1","status":"created"} -> null',
      '$ export LC_ALL=C',
      '$ docker rm --force -- web',
      `outputs: ${JSON.stringify({ container: JSON.parse(captured('docker', 'container'))[0] })}`,
    ],
  },
  {
    title: 'without a daemon there is no answer',
    params: { name: 'web', state: 'absent' },
    answers: { ...answers, [WEB]: NO_DAEMON },
    expects: [
      'error: docker cannot inspect the container `web`: Cannot connect to the Docker daemon at unix:///run/docker.sock. Is the docker daemon running?',
      'hint: start the daemon of docker in an earlier task',
    ],
  },
  {
    title: 'in a dry run, an earlier task may start it',
    params: { name: 'web', state: 'absent' },
    answers: { ...answers, [WEB]: NO_DAEMON },
    isCheckMode: true,
    expects: ['unknown: depends on what docker has, whose daemon does not run'],
  },
]

function running(): unknown {
  const container = JSON.parse(captured('docker', 'container'))[0]
  return { ...container, State: { ...container.State, Status: 'running' } }
}

taskRows('docker_container', docker_container, ROWS)

test.run()
