import { test } from 'uvu'
import docker_compose from '../../../tasks/containers/docker_compose.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { tools } from './captured.ts'

// The formats of docker compose 2.20 and of `docker ps`.

const HASHES = { web: 'a'.repeat(64), db: 'b'.repeat(64) }
const CONFIG = JSON.stringify({
  name: 'shop',
  services: {
    web: { image: 'nginx:1.25', deploy: { replicas: 2 } },
    db: { build: { context: '/srv/shop/db' } },
  },
})
const PROJECT = `${CONFIG}\n\n--- hashes\nweb ${HASHES.web}\ndb ${HASHES.db}\n`
const container = (
  service: 'web' | 'db',
  more: { readonly state?: string; readonly image?: string; readonly hash?: string } = {},
): string => {
  const { state = 'running', image = `sha256:${service}`, hash = HASHES[service] } = more
  return [service, hash, image, state, state === 'running' ? 'Up 2 hours' : 'Exited (0) 2 hours ago'].join(
    '|',
  )
}
const given = (containers: readonly string[]) => ({
  ...tools('docker'),
  'project of docker compose in /srv/shop': PROJECT,
  'containers of the project shop': containers.map(line => `${line}\n`).join(''),
  'ids of nginx:1.25, shop-db': 'sha256:web nginx:1.25\nsha256:db shop-db\n',
  'ids of nginx:1.25': 'sha256:web nginx:1.25\n',
  'networks of the project shop': '',
})
const SRC = { project_src: '/srv/shop' }
const RUNNING = [container('web'), container('web'), container('db')]
const changed = (
  title: string,
  containers: readonly string[],
  expects: readonly string[],
  params = {},
): TaskRow => ({
  ...{ title, params: { ...SRC, ...params }, answers: given(containers), isCheckMode: true, expects },
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'a project that does not run is started',
    params: {
      ...SRC,
      files: ['compose.yaml', '/etc/more.yaml'],
      project_name: 'shop',
      env_file: '/etc/shop.env',
      profiles: 'all',
      timeout: 9,
      remove_orphans: true,
    },
    answers: given([]),
    expects: [
      'create docker_compose:shop web: null -> {"image":"nginx:1.25","containers":2}',
      'create docker_compose:shop db: null -> {"image":"shop-db","containers":1}',
      '$ cd -- /srv/shop || exit',
      '$ export LC_ALL=C',
      "$ docker compose '--project-directory=/srv/shop' '--project-name=shop' '--file=/srv/shop/compose.yaml' '--file=/etc/more.yaml' '--env-file=/etc/shop.env' '--profile=all' up --detach --remove-orphans '--timeout=9'",
      'outputs: {}',
    ],
  },
  {
    title: 'a project that runs as described is in sync',
    params: SRC,
    answers: given(RUNNING),
    expects: ['in sync: {}'],
  },
  changed(
    'a container of another description',
    [container('web', { hash: 'c' }), container('web'), container('db')],
    ['recreate docker_compose:shop web: undefined -> {"config":"aaaaaaaaaaaa"}'],
  ),
  changed(
    'a container of another image',
    [container('web', { image: 'sha256:old' }), container('web'), container('db')],
    ['recreate docker_compose:shop web: undefined -> {"image":"sha256:web"}'],
  ),
  changed(
    'with `recreate: never`, both stay',
    [container('web', { hash: 'c' }), container('web', { image: 'old' }), container('db')],
    ['in sync: {}'],
    { recreate: 'never' },
  ),
  changed(
    'with `recreate: always`, none stays',
    [container('db')],
    [
      'recreate docker_compose:shop db: undefined -> {"config":"bbbbbbbbbbbb"}',
      'create docker_compose:shop web: null -> {"image":"nginx:1.25","containers":2}',
    ].reverse(),
    { recreate: 'always' },
  ),
  changed(
    'a container too few',
    [container('web'), container('db')],
    ['scale docker_compose:shop web: {"containers":1} -> {"containers":2}'],
  ),
  changed('as many as the task says', [container('web'), container('db')], ['in sync: {}'], {
    scale: { web: 1 },
  }),
  changed(
    'a container that does not run',
    [container('web', { state: 'exited' }), container('web'), container('db')],
    ['start docker_compose:shop web: {"running":1} -> {"running":2}'],
  ),
  changed(
    'only some services',
    [container('db')],
    ['create docker_compose:shop web: null -> {"image":"nginx:1.25","containers":2}'],
    { services: 'web' },
  ),
  changed('a service that the project does not have', [], ['error: the project has no service `cache`'], {
    services: ['cache'],
  }),
  changed(
    'containers without a service',
    [...RUNNING, 'old|c|sha256:x|running|Up'],
    ['delete docker_compose:shop old: {"state":"orphan"} -> null'],
    { remove_orphans: true },
  ),
  changed(
    'containers that are not to run',
    RUNNING,
    [
      'stop docker_compose:shop web: {"running":2} -> {"running":0}',
      'stop docker_compose:shop db: {"running":1} -> {"running":0}',
    ],
    { stopped: true },
  ),
  changed(
    'newer images, which only a pull shows',
    RUNNING,
    ['unknown: depends on whether there are newer images'],
    { pull: true },
  ),
  {
    title: 'images are built before containers are compared',
    params: { ...SRC, build: true, nocache: true, pull: true, services: ['web'] },
    answers: given(RUNNING),
    expects: [
      'waits for the images of `shop`',
      'then: check again',
      '$ cd -- /srv/shop || exit',
      '$ export LC_ALL=C',
      "$ docker compose '--project-directory=/srv/shop' pull web",
      '$ cd -- /srv/shop || exit',
      '$ export LC_ALL=C',
      "$ docker compose '--project-directory=/srv/shop' build --no-cache web",
      'outputs: {}',
    ],
  },
  {
    title: 'containers are restarted',
    params: { ...SRC, restarted: true, services: ['web'], dependencies: false },
    answers: given(RUNNING),
    expects: [
      'restart docker_compose:shop web: undefined -> {"state":"running"}',
      '$ cd -- /srv/shop || exit',
      '$ export LC_ALL=C',
      "$ docker compose '--project-directory=/srv/shop' restart web",
      'outputs: {}',
    ],
  },
  {
    title: 'a project is removed',
    params: { ...SRC, state: 'absent', remove_images: 'local', remove_volumes: true, remove_orphans: true },
    answers: given(RUNNING),
    expects: [
      'delete docker_compose:shop: {"containers":3} -> null',
      '$ cd -- /srv/shop || exit',
      '$ export LC_ALL=C',
      "$ docker compose '--project-directory=/srv/shop' down '--rmi=local' --volumes --remove-orphans",
      'outputs: {}',
    ],
  },
  changed('a project that is not there', [], ['in sync: {"services":{}}'], { state: 'absent' }),
  {
    title: 'a project that is defined in the task is passed on standard input, not in a command line',
    params: {
      project_name: 'shop',
      definition: { services: { web: { image: 'nginx:1.25' } } },
      services: ['web'],
    },
    answers: { ...given([]), 'project of docker compose in shop': PROJECT },
    expects: [
      'create docker_compose:shop web: null -> {"image":"nginx:1.25","containers":2}',
      '$ [docker compose up --detach web]',
      'outputs: {}',
    ],
  },
  {
    title: 'files that docker refuses are an error',
    params: SRC,
    answers: {
      ...given([]),
      'project of docker compose in /srv/shop': {
        status: 1,
        stderr: 'no configuration file provided: not found\n',
      },
    },
    expects: [
      'error: docker compose refuses the project: no configuration file provided: not found',
      'hint: this task type needs docker compose 2.20 or newer, a plugin of docker: install the package docker-compose-plugin',
    ],
  },
]

taskRows('docker_compose', docker_compose, ROWS)

test.run()
