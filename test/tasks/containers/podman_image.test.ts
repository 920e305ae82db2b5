import { test } from 'uvu'
import podman_image from '../../../tasks/containers/podman_image.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const IMAGE = titleOf('podman', 'image', 'localhost/bb:1')
const there = { ...tools('podman'), [IMAGE]: captured('podman', 'image') }
const nowhere = { ...tools('podman'), [IMAGE]: missing('podman', 'image', 'localhost/bb:1') }
const SHOWN = JSON.stringify(JSON.parse(captured('podman', 'image'))[0])

const ROWS: readonly TaskRow[] = [
  {
    title: 'a missing image is pulled',
    params: {
      name: 'localhost/bb',
      tag: '1',
      arch: 'arm64',
      auth_file: '/etc/auth.json',
      ca_cert_dir: '/etc/ca',
      validate_certs: false,
    },
    answers: nowhere,
    expects: [
      'pull podman_image:localhost/bb:1: null -> {"image":"localhost/bb:1"}',
      '$ export LC_ALL=C',
      "$ podman pull '--arch=arm64' '--authfile=/etc/auth.json' '--cert-dir=/etc/ca' '--tls-verify=false' -- localhost/bb:1",
      'outputs: {"stdout":""}',
    ],
  },
  {
    title: 'an existing image is in sync',
    params: { name: 'localhost/bb:1' },
    answers: there,
    expects: [`in sync: {"image":${SHOWN}}`],
  },
  {
    title: 'with `pull: false`, a missing image is an error',
    params: { name: 'localhost/bb:1', pull: false },
    answers: nowhere,
    expects: [
      'error: the host has no image `localhost/bb:1`',
      'hint: pull, load or build it, in this task or an earlier one',
    ],
  },
  {
    title: 'an image is built',
    params: {
      ...{ name: 'localhost/bb:1', path: '/srv/app', state: 'build' },
      build: {
        ...{ file: '/srv/Containerfile', cache: false, force_rm: true, rm: false, format: 'docker' },
        ...{ volume: ['/a:/b'], annotation: { a: 'b c' }, extra_args: "--label 'x=y z'" },
      },
    },
    answers: nowhere,
    expects: [
      'build podman_image:localhost/bb:1: null -> {"image":"localhost/bb:1"}',
      '$ export LC_ALL=C',
      "$ podman build '--tag=localhost/bb:1' '--format=docker' '--rm=false' --force-rm --no-cache '--file=/srv/Containerfile' '--volume=/a:/b' '--annotation=a=b c' --label 'x=y z' -- /srv/app",
      'outputs: {"stdout":""}',
    ],
  },
  {
    title: 'with `force`, the image is pulled first, and then compared',
    params: { name: 'localhost/bb:1', force: true },
    answers: there,
    expects: [
      'waits for `localhost/bb:1` (pull)',
      'then: check again',
      ...['$ export LC_ALL=C', '$ podman pull -- localhost/bb:1', 'outputs: {"stdout":""}'],
    ],
  },
  {
    title: 'an image is pushed on every run',
    params: {
      ...{ name: 'localhost/bb:1', push: true },
      push_args: {
        ...{ dest: 'registry.example.com/bb:1', transport: 'docker-archive', format: 'v2s2' },
        ...{ compress: true, remove_signatures: true, sign_by: 'me' },
      },
    },
    answers: there,
    expects: [
      'push podman_image:localhost/bb:1: undefined -> {"image":"localhost/bb:1"}',
      '$ export LC_ALL=C',
      "$ podman push --compress --remove-signatures '--format=v2s2' '--sign-by=me' -- localhost/bb:1 docker-archive:registry.example.com/bb:1",
      `outputs: {"image":${SHOWN},"stdout":""}`,
    ],
  },
  {
    title: 'an image is removed',
    params: { name: 'localhost/bb:1', state: 'absent', force: true },
    answers: there,
    expects: [
      'delete podman_image:localhost/bb:1: {"id":"df77c7cce0aa"} -> null',
      ...['$ export LC_ALL=C', '$ podman rmi --force -- localhost/bb:1', 'outputs: {"image":{},"stdout":""}'],
    ],
  },
]

taskRows('podman_image', podman_image, ROWS)

test.run()
