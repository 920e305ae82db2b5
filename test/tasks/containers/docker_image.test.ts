import { test } from 'uvu'
import docker_image from '../../../tasks/containers/docker_image.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const IMAGE = titleOf('docker', 'image', 'bb:1')
const OTHER = titleOf('docker', 'image', 'registry.example.com/bb:1')
const there = {
  ...tools('docker'),
  [IMAGE]: captured('docker', 'image'),
  [OTHER]: missing('docker', 'image', 'registry.example.com/bb:1'),
}
const nowhere = { ...there, [IMAGE]: missing('docker', 'image', 'bb:1') }
const SHOWN = JSON.stringify(JSON.parse(captured('docker', 'image'))[0])

const ROWS: readonly TaskRow[] = [
  {
    title: 'a missing image is pulled',
    params: { name: 'bb', tag: '1', source: 'pull', pull: { platform: 'linux/arm64' } },
    answers: nowhere,
    expects: [
      'pull docker_image:bb:1: null -> {"image":"bb:1"}',
      '$ export LC_ALL=C',
      "$ docker pull '--platform=linux/arm64' -- bb:1",
      'outputs: {"stdout":""}',
    ],
  },
  {
    title: 'an image is built, without values of build arguments in a command line',
    params: {
      ...{ name: 'bb:1', source: 'build' },
      build: {
        ...{
          path: '/srv/app',
          dockerfile: 'Dockerfile.prod',
          args: { TOKEN: 'secret', 'a.b': 'c' },
          nocache: true,
        },
        ...{
          pull: true,
          rm: false,
          network: 'host',
          platform: 'linux/amd64',
          target: 'run',
          labels: { a: 'b' },
        },
        ...{ etc_hosts: { db: '10.0.0.5' }, cache_from: ['bb:0'] },
        container_limits: { memory: '64m', memswap: '128m', cpushares: 5, cpusetcpus: '0' },
      },
    },
    answers: nowhere,
    expects: [
      'build docker_image:bb:1: null -> {"image":"bb:1"}',
      '$ export TOKEN=secret',
      '$ export LC_ALL=C',
      "$ docker build '--tag=bb:1' '--rm=false' --no-cache --pull '--file=/srv/app/Dockerfile.prod' '--network=host' '--platform=linux/amd64' '--target=run' '--label=a=b' '--build-arg=TOKEN' '--build-arg=a.b=c' '--add-host=db:10.0.0.5' '--cache-from=bb:0' '--memory=67108864' '--memory-swap=134217728' '--cpu-shares=5' '--cpuset-cpus=0' -- /srv/app",
      'outputs: {"stdout":""}',
    ],
  },
  {
    title: 'an image is loaded',
    params: { name: 'bb:1', source: 'load', load_path: '/srv/bb.tar' },
    answers: nowhere,
    expects: [
      'load docker_image:bb:1: null -> {"image":"bb:1"}',
      ...['$ export LC_ALL=C', "$ docker load '--input=/srv/bb.tar'", 'outputs: {"stdout":""}'],
    ],
  },
  {
    title: 'an image is tagged with another name, and pushed under that name',
    params: { name: 'bb:1', source: 'local', repository: 'registry.example.com/bb', tag: '1', push: true },
    answers: there,
    expects: [
      'tag docker_image:registry.example.com/bb:1: undefined -> {"image":"bb:1"}',
      'push docker_image:bb:1: undefined -> {"image":"registry.example.com/bb:1"}',
      ...['$ export LC_ALL=C', '$ docker tag -- bb:1 registry.example.com/bb:1'],
      ...[
        '$ export LC_ALL=C',
        '$ docker push -- registry.example.com/bb:1',
        `outputs: {"image":${SHOWN},"stdout":""}`,
      ],
    ],
  },
  {
    title: 'an image that already has the other name is in sync',
    params: { name: 'bb:1', source: 'local', repository: 'registry.example.com/bb', tag: '1' },
    answers: { ...there, [OTHER]: captured('docker', 'image') },
    expects: [`in sync: {"image":${SHOWN}}`],
  },
  {
    title: 'with `force_source`, the dry run cannot know whether the image differs',
    params: { name: 'bb:1', source: 'pull', force_source: true },
    answers: there,
    isCheckMode: true,
    expects: ['unknown: depends on whether pull brings another `bb:1`'],
  },
  {
    title: 'an image is removed',
    params: { name: 'bb:1', state: 'absent', force_absent: true },
    answers: there,
    expects: [
      'delete docker_image:bb:1: {"id":"a75f3ced25e9"} -> null',
      ...['$ export LC_ALL=C', '$ docker rmi --force -- bb:1', 'outputs: {"image":{},"stdout":""}'],
    ],
  },
  {
    title: 'an image without a source is refused',
    params: { name: 'bb:1' },
    expects: ['refused: source: expected `build`, `load`, `pull` or `local`'],
  },
]

taskRows('docker_image', docker_image, ROWS)

test.run()
