import { test } from 'uvu'
import docker_compose from '../../../tasks/containers/docker_compose.ts'
import docker_container from '../../../tasks/containers/docker_container.ts'
import docker_image from '../../../tasks/containers/docker_image.ts'
import docker_network from '../../../tasks/containers/docker_network.ts'
import docker_volume from '../../../tasks/containers/docker_volume.ts'
import { type EffectRow, effectRows } from '../../kit/effect-rows.ts'
import { missing, titleOf } from './captured.ts'

const absent = (object: string) => ({ [titleOf('docker', object, 'a')]: missing('docker', object, 'a') })

/** A task of each type that calls docker once. */
const ONE_CALL = [
  [
    'docker_compose',
    docker_compose,
    { project_src: '/a' },
    {
      'project of docker compose in /a': '{"name":"a","services":{}}\n\n--- hashes\n',
      ...{ 'containers of the project a': '', 'networks of the project a': '', 'ids of ': '' },
    },
  ],
  ['docker_container', docker_container, { name: 'a', state: 'absent' }, absent('container')],
  [
    'docker_image',
    docker_image,
    { name: 'a:1', state: 'absent' },
    { [titleOf('docker', 'image', 'a:1')]: missing('docker', 'image', 'a:1') },
  ],
  ['docker_network', docker_network, { name: 'a', state: 'absent' }, absent('network')],
  ['docker_volume', docker_volume, { volume_name: 'a', state: 'absent' }, absent('volume')],
] as const

const DAEMON: readonly EffectRow[] = [
  {
    params: { docker_cli: '/opt/docker' },
    shows: ['/opt/docker;', '/opt/docker'],
    hides: ['docker;', 'docker'],
  },
  { params: { client_cert: '/c.pem' }, shows: ["'--tlscert=/c.pem'"] },
  { params: { client_key: '/k.pem' }, shows: ["'--tlskey=/k.pem'"] },
]

const WHICH = { 'which of docker exist': 'docker\n', 'which of /opt/docker exist': '/opt/docker\n' }

for (const [name, type, params, answers] of ONE_CALL)
  effectRows(name, type, { params, answers: { ...WHICH, ...answers } }, DAEMON)

test.run()
