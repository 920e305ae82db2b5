import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import docker_container from '../../../tasks/containers/docker_container.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const WEB = titleOf('docker', 'container', 'web')
const answers = {
  ...tools('docker'),
  [WEB]: captured('docker', 'container'),
  [titleOf('docker', 'image', 'bb:1')]: captured('docker', 'image'),
}

/** The params with which the captured container was created. */
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

test('docker_container: a container that matches all params is in sync', async () => {
  const result = await testTask(docker_container, { params: ALL, answers }).check()
  assert.equal(result.kind === 'plan' && result.changes, false)
})

/** A param, another value, and the setting that then differs; `update` if docker can change it in the running container. */
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
    title: 'a new container with a remote daemon, and further options of docker from `cmd_args`',
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
    title:
      'by default, lists and maps may have additional items, and settings that are not given may have any value',
    params: { name: 'web', image: 'bb:1', state: 'present', env: {}, labels: {}, volumes: ['kept:/kept'] },
    answers: {
      ...answers,
      [WEB]: captured('docker', 'container').replace('"Status": "created"', '"Status": "running"'),
    },
    isCheckMode: true,
    expects: [`in sync: ${JSON.stringify({ container: running() })}`],
  },
  {
    title: 'with strict comparison, additional items are differences',
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
    title: 'limits and the restart policy are changed in the running container',
    params: { name: 'web', image: 'bb:1', state: 'present', memory: '128m', restart_policy: 'always' },
    answers,
    isCheckMode: true,
    expects: [
      'update docker_container:web: {"memory":67108864,"restart":"on-failure:3"} -> {"memory":134217728,"restart":"always"}',
    ],
  },
  {
    title: 'missing networks are connected, and others stay connected',
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
    title:
      'a new container is created with its network mode, and with strict comparison leaves that network again',
    params: {
      ...{ name: 'web', image: 'bb:1', state: 'present', comparisons: { networks: 'strict' } },
      ...{ network_mode: 'default', networks: [{ name: 'back' }, { name: 'front', aliases: ['a'] }] },
    },
    answers: nowhere,
    expects: [
      'create docker_container:web: null -> {"image":"bb:1"}',
      '$ export LC_ALL=C',
      "$ docker create '--name=web' '--network=default' bb:1",
      '$ export LC_ALL=C',
      '$ docker network connect -- back web',
      '$ export LC_ALL=C',
      "$ docker network connect '--alias=a' -- front web",
      '$ export LC_ALL=C',
      '$ docker network disconnect --force -- bridge web',
      'outputs: {"container":{}}',
    ],
  },
  {
    title: 'a container that is in its networks, one of which is its network mode, is in sync',
    params: { ...ALL, network_mode: 'back' },
    answers,
    expects: [`in sync: ${JSON.stringify({ container: JSON.parse(captured('docker', 'container'))[0] })}`],
  },
  {
    title: 'another network mode needs a new container, whatever its networks are',
    params: { ...ALL, network_mode: 'host', networks: [{ name: 'back' }] },
    answers,
    isCheckMode: true,
    expects: ['recreate docker_container:web: {"network":"back"} -> {"network":"host"}'],
  },
  {
    title: 'for another image, the new container is created before the old one is removed',
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
    title: 'without a daemon the task fails',
    params: { name: 'web', state: 'absent' },
    answers: { ...answers, [WEB]: NO_DAEMON },
    expects: [
      'error: docker cannot inspect the container `web`: Cannot connect to the Docker daemon at unix:///run/docker.sock. Is the docker daemon running?',
      'hint: start the daemon of docker in an earlier task',
    ],
  },
  {
    title: 'in a dry run, an earlier task may start the daemon',
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

effectRows(
  'docker_container',
  docker_container,
  { params: { name: 'web', image: 'bb:1', state: 'present' }, answers: nowhere },
  [{ params: { network_mode: 'host' }, shows: ["'--network=host'"] }],
)

taskRows('docker_container', docker_container, [
  {
    title: 'a running container is paused',
    params: { name: 'web', image: 'bb:1', state: 'started', paused: true },
    answers,
    expects: [
      'start docker_container:web: {"status":"created"} -> {"status":"running"}',
      'pause docker_container:web: {"status":"created"} -> {"status":"paused"}',
      '$ export LC_ALL=C',
      '$ docker start -- web',
      '$ export LC_ALL=C',
      '$ docker pause -- web',
      'outputs: {"container":{"Id":"193c49eef55329bd41bcf0f87491a98124f590f3fce01f15f9e36609fbf5e0e7","Created":"2026-11-30T04:55:56.848608903Z","Path":"/bin/env","Args":["B=c","sleep","600"],"State":{"Status":"created","Running":false,"Paused":false},"Image":"sha256:a75f3ced25e99bff91be0a683b1c0d4604b8e44a52bfcdfa0a6fd2d1dcbb68d6","Name":"/web","RestartCount":0,"Driver":"vfs","Platform":"linux","MountLabel":"","ProcessLabel":"","AppArmorProfile":"","ExecIDs":null,"HostConfig":{"Binds":["/tmp:/data:ro","kept:/kept"],"ContainerIDFile":"","LogConfig":{"Type":"json-file","Config":{"max-size":"1m"}},"NetworkMode":"back","PortBindings":{"77/tcp":[{"HostIp":"","HostPort":""}],"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}],"90/udp":[{"HostIp":"","HostPort":"9000"}],"91/udp":[{"HostIp":"","HostPort":"9001"}]},"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3},"AutoRemove":false,"VolumeDriver":"","VolumesFrom":null,"CapAdd":["CAP_NET_ADMIN"],"CapDrop":["CAP_CHOWN"],"CgroupnsMode":"host","Dns":["192.0.2.53"],"DnsOptions":["ndots:2"],"DnsSearch":["example.com"],"ExtraHosts":["db:10.0.0.5"],"GroupAdd":["5"],"IpcMode":"private","Cgroup":"","Links":null,"OomScoreAdj":100,"PidMode":"","Privileged":false,"PublishAllPorts":false,"ReadonlyRootfs":true,"SecurityOpt":["no-new-privileges"],"Tmpfs":{"/scratch":"size=1m"},"UTSMode":"","UsernsMode":"","ShmSize":33554432,"Sysctls":{"net.core.somaxconn":"100"},"Runtime":"runc","ConsoleSize":[0,0],"Isolation":"","CpuShares":512,"Memory":67108864,"NanoCpus":500000000,"CgroupParent":"","BlkioWeight":0,"BlkioWeightDevice":[],"BlkioDeviceReadBps":[],"BlkioDeviceWriteBps":[],"BlkioDeviceReadIOps":[],"BlkioDeviceWriteIOps":[],"CpuPeriod":0,"CpuQuota":0,"CpuRealtimePeriod":0,"CpuRealtimeRuntime":0,"CpusetCpus":"0","CpusetMems":"0","Devices":[{"PathOnHost":"/dev/null","PathInContainer":"/dev/null","CgroupPermissions":"rwm"}],"DeviceCgroupRules":null,"DeviceRequests":null,"KernelMemory":0,"KernelMemoryTCP":0,"MemoryReservation":33554432,"MemorySwap":134217728,"MemorySwappiness":null,"OomKillDisable":false,"PidsLimit":100,"Ulimits":[{"Name":"nofile","Hard":1000,"Soft":1000}],"CpuCount":0,"CpuPercent":0,"IOMaximumIOps":0,"IOMaximumBandwidth":0,"Mounts":[{"Type":"bind","Source":"/etc","Target":"/host","ReadOnly":true}],"Init":false},"Mounts":[{"Type":"bind","Source":"/tmp","Destination":"/data","Mode":"ro","RW":false,"Propagation":"rprivate"},{"Type":"volume","Name":"kept","Source":"/var/lib/docker/volumes/kept/_data","Destination":"/kept","Driver":"local","Mode":"z","RW":true,"Propagation":""},{"Type":"bind","Source":"/etc","Destination":"/host","Mode":"","RW":false,"Propagation":"rprivate"},{"Type":"volume","Name":"3072d922da081f8fc85552b64da0ccf5d1fd5264651ed274e43b2690fb644a04","Source":"/var/lib/docker/volumes/3072d922da081f8fc85552b64da0ccf5d1fd5264651ed274e43b2690fb644a04/_data","Destination":"/nameless","Driver":"local","Mode":"","RW":true,"Propagation":""}],"Config":{"Hostname":"inside","Domainname":"","User":"0","AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"ExposedPorts":{"7/tcp":{},"77/tcp":{},"80/tcp":{},"90/udp":{},"91/udp":{}},"Tty":true,"OpenStdin":true,"StdinOnce":true,"Env":["A=1","X=y"],"Cmd":["B=c","sleep","600"],"Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":90000000000},"Image":"bb:1","Volumes":{"/nameless":{}},"WorkingDir":"/bin","Entrypoint":["/bin/env"],"OnBuild":null,"Labels":{"team":"web"},"StopSignal":"INT","StopTimeout":7},"NetworkSettings":{"Bridge":"","SandboxID":"","HairpinMode":false,"LinkLocalIPv6Address":"","LinkLocalIPv6PrefixLen":0,"Ports":{},"SandboxKey":"","SecondaryIPAddresses":null,"SecondaryIPv6Addresses":null,"EndpointID":"","Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"IPAddress":"","IPPrefixLen":0,"IPv6Gateway":"","MacAddress":"","Networks":{"back":{"IPAMConfig":{"IPv4Address":"10.89.77.130"},"Links":null,"Aliases":["www"],"NetworkID":"","EndpointID":"","Gateway":"","IPAddress":"","IPPrefixLen":0,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"MacAddress":"","DriverOpts":null}}}}}',
    ],
  },
  {
    title: 'waiting for the end of a container is refused',
    params: { name: 'web', image: 'bb:1', detach: false },
    expects: [
      'refused: detach: expected true; for a container that runs to its end, use `command` with `docker run`',
    ],
  },
])

test.run()
