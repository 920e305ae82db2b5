import { test } from 'uvu'
import podman_volume from '../../../tasks/containers/podman_volume.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const KEPT = titleOf('podman', 'volume', 'kept')
const there = { ...tools('podman'), [KEPT]: captured('podman', 'volume') }
const nowhere = { ...tools('podman'), [KEPT]: missing('podman', 'volume', 'kept') }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a new volume is created',
    params: { name: 'kept', driver: 'local', label: { a: 'b c' }, options: ['type=tmpfs', 'o=size=1m'] },
    answers: nowhere,
    expects: [
      'create podman_volume:kept: null -> {"name":"kept","driver":"local","label":{"a":"b c"},"options":{"type":"tmpfs","o":"size=1m"}}',
      '$ export LC_ALL=C',
      "$ podman volume create '--driver=local' '--label=a=b c' '--opt=type=tmpfs' '--opt=o=size=1m' -- kept",
      'outputs: {}',
    ],
  },
  {
    title: 'an existing volume keeps its content, and one that differs is an error',
    params: { name: 'kept', label: { a: 'b' } },
    answers: there,
    expects: [
      'error: the volume `kept` differs: `label` is {}, not {"a":"b"}',
      'hint: podman cannot change it: remove it in an earlier task with `state: absent`, which removes what it holds',
    ],
  },
  {
    title: 'with `recreate`, the volume is replaced on every run',
    params: { name: 'kept', recreate: true },
    answers: there,
    expects: [
      'recreate podman_volume:kept: undefined -> {"isNew":true}',
      '$ export LC_ALL=C',
      '$ podman volume rm -- kept',
      '$ export LC_ALL=C',
      '$ podman volume create -- kept',
      'outputs: {}',
    ],
  },
  {
    title: 'a volume is removed',
    params: { name: 'kept', state: 'absent' },
    answers: there,
    expects: [
      'delete podman_volume:kept: {"name":"kept"} -> null',
      '$ export LC_ALL=C',
      '$ podman volume rm -- kept',
      'outputs: {"volume":{}}',
    ],
  },
  {
    title: 'a missing volume needs no removal',
    params: { name: 'kept', state: 'absent' },
    answers: nowhere,
    expects: ['in sync: {"volume":{}}'],
  },
]

taskRows('podman_volume', podman_volume, ROWS)

test.run()
