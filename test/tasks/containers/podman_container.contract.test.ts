import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import podman_container from '../../../tasks/containers/podman_container.ts'
import podman_image from '../../../tasks/containers/podman_image.ts'
import podman_network from '../../../tasks/containers/podman_network.ts'
import podman_volume from '../../../tasks/containers/podman_volume.ts'
import { type AnyTaskType, type ContractOutcome, holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions } from '../../kit/local-session.ts'
import { openPodman, type Podman } from '../../kit/podman.ts'

let sessions: readonly LocalSession[] = []
let podman: Podman
test.before(async () => {
  sessions = await openLocalSessions()
  podman = openPodman()
})
test.after(async () => {
  podman.remove()
  await Promise.all(sessions.map(({ close }) => close()))
})

const BASE = { name: 'web', image: 'localhost/box:1', network: 'none', stop_timeout: 0 }

/** Every param of a container without a network. */
const ALL = {
  ...BASE,
  state: 'created',
  env: { A: 'it\'s "$(id)" é\nline 2', 'b.c': 'x y', PATH: '/bin', https_proxy: 'http://u:p@proxy' },
  label: { 'a.b': 'x=y "z"' },
  annotation: { note: 'mine' },
  entrypoint: '/bin/env B=c',
  command: ['sleep', '600'],
  volume: ['/tmp:/data:ro', 'kept:/kept', '/nameless'],
  mount: ['type=bind,source=/etc,destination=/host,readonly', 'type=tmpfs,destination=/more'],
  tmpfs: { '/scratch': 'size=1m' },
  memory: '64m',
  memory_reservation: '32m',
  cpus: 0.5,
  cpu_shares: 512,
  pids_limit: 100,
  restart_policy: 'on-failure:3',
  cap_add: 'net_admin',
  cap_drop: ['CHOWN'],
  etc_hosts: { db: '10.0.0.5' },
  hostname: 'inside',
  user: '0',
  workdir: '/bin',
  devices: '/dev/null',
  ulimits: 'nofile=1000',
  sysctl: { 'net.core.somaxconn': '100' },
  security_opt: ['no-new-privileges'],
  shm_size: '32m',
  groups: '5',
  healthcheck: 'true',
  healthcheck_interval: '1m30s',
  log_driver: 'k8s-file',
  log_opt: { max_size: '1mb' },
  stop_signal: 'INT',
  read_only: true,
  tty: true,
  interactive: true,
  oom_score_adj: 100,
  ipc: 'private',
}

test('podman_container: containers are created, recreated only if they differ, started, stopped and removed', async () => {
  const hold = holder(podman_container, 0)
  await hold(BASE, 'plan')
  const { Id } = inspected('web')
  await hold(BASE, 'in-sync')
  await hold({ name: 'web', state: 'stopped', stop_timeout: 0 }, 'plan')
  assert.is(inspected('web').Id, Id)
  const [moved] = changesOf(await hold({ ...BASE, image: 'localhost/box:2' }, 'plan'))
  assert.is(moved?.action, 'recreate')
  assert.match(JSON.stringify(moved), /"image":"localhost\/box:1 \(.*"image":"localhost\/box:2 \(/)
  await hold({ ...BASE, image: 'localhost/box:2', restart: true }, 'plan')
  await hold({ name: 'web', state: 'absent' }, 'plan')
  await hold({ name: 'web', state: 'absent' }, 'in-sync')
})

test('podman_container: every setting is recognized in the container, and a setting that the task no longer has is removed', async () => {
  const hold = holder(podman_container, 1)
  await hold(ALL, 'plan')
  await hold(ALL, 'in-sync')
  const { Config } = inspected('web')
  assert.ok(Config.Env.includes('A=it\'s "$(id)" é\nline 2'))
  assert.not.match(Config.CreateCommand.join(' '), /line 2|u:p/)
  const [change] = changesOf(await hold({ ...BASE, state: 'present' }, 'plan'))
  assert.equal(change?.before?.env, { A: '(another value)', 'b.c': '(another value)' })
  assert.equal(Object.keys(change?.after ?? {}), GONE)
  const refused = { ...BASE, state: 'present', cap_add: 'NO_SUCH_CAPABILITY' }
  const message = await hold(refused, 'plan').then(() => '', String)
  assert.match(message, /cannot podman create web-drover-new: .*NO_SUCH_CAPABILITY/)
  await hold({ ...BASE, state: 'present' }, 'in-sync')
  await hold({ name: 'web', state: 'absent' }, 'plan')
})

/** The differences between a container without settings of its own and one with all of them. */
const GONE = [
  ...['add_host', 'cap_add', 'cap_drop', 'command', 'cpu_shares', 'cpus', 'device', 'env', 'group_add'],
  ...['interactive', 'label', 'log_opt', 'memory', 'memory_reservation', 'read_only', 'restart'],
  ...['security_opt', 'stop_signal', 'sysctl', 'tmpfs', 'tty', 'user', 'volume', 'workdir'],
]

test('podman_network, podman_volume and podman_image: objects are created, recognized, and removed', async () => {
  const network = holder(podman_network, 2)
  const backend = {
    ...{ name: 'backend', subnet: '10.89.77.0/24', gateway: '10.89.77.9', ip_range: '10.89.77.128/25' },
    ...{ internal: true, label: { a: 'b c' }, opt: { mtu: '1400' } },
  }
  await network(backend, 'plan')
  await network(backend, 'in-sync')
  const within = {
    ...BASE,
    state: 'present',
    network: 'backend',
    network_aliases: ['www'],
    ip: '10.89.77.130',
  }
  const container = holder(podman_container, 2)
  const published = { ...within, publish: ['127.0.0.1:18080:80', '9000-9001:90-91/udp', '77'], expose: '7' }
  await container(published, 'plan')
  await container(published, 'in-sync')
  const [change] = changesOf(await network({ ...backend, gateway: '10.89.77.10' }, 'plan'))
  assert.is(change?.action, 'recreate')
  await container({ name: 'web', state: 'absent' }, 'plan')
  await network({ name: 'backend', state: 'absent' }, 'plan')

  const volume = holder(podman_volume, 2)
  const scratch = { name: 'scratch', label: { a: 'b' }, options: ['type=tmpfs', 'device=tmpfs'] }
  await volume(scratch, 'plan')
  await volume(scratch, 'in-sync')
  const message = await volume({ ...scratch, label: { a: 'c' } }, 'plan').then(() => '', String)
  assert.match(message, /the volume `scratch` differs: `label` is \{"a":"b"\}, not \{"a":"c"\}/)
  await volume({ name: 'scratch', state: 'absent' }, 'plan')

  const image = holder(podman_image, 2)
  await image({ name: 'localhost/box', tag: '1' }, 'in-sync')
  await image({ name: 'localhost/box:2', state: 'absent' }, 'plan')
  await image({ name: 'localhost/box:2', state: 'absent' }, 'in-sync')
  writeFileSync(join(podman.root, 'Containerfile'), 'FROM localhost/box:1\nENV BUILT=1\n')
  const built = { name: 'localhost/app', path: podman.root, build: { extra_args: '--pull=never' } }
  await image(built, 'plan')
  await image(built, 'in-sync')
  assert.match(
    await image({ name: 'localhost/box:2', pull: false }, 'plan').then(() => '', String),
    /the host has no image/,
  )
})

function holder(
  type: AnyTaskType,
  nth: number,
): (params: Readonly<Record<string, unknown>>, expects: 'plan' | 'in-sync') => Promise<ContractOutcome> {
  const session = sessions[nth % sessions.length]
  assert.ok(session)
  return (params, expects) =>
    holdsContract({
      ...{ type, params, expects, host: session.host },
      environment: podman.environment,
      root: '/nowhere',
    })
}

function changesOf({ first }: ContractOutcome) {
  return first.kind === 'plan' ? first.changes : []
}

function inspected(name: string): {
  readonly Id: string
  readonly Config: { readonly Env: readonly string[]; readonly CreateCommand: readonly string[] }
} {
  return JSON.parse(podman.run('container', 'inspect', name))[0]
}

test.run()
