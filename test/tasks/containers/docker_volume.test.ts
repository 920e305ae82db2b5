import { test } from 'uvu'
import docker_volume from '../../../tasks/containers/docker_volume.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const KEPT = titleOf('docker', 'volume', 'kept')
const there = { ...tools('docker'), [KEPT]: captured('docker', 'volume') }
const nowhere = { ...tools('docker'), [KEPT]: missing('docker', 'volume', 'kept') }
const SHOWN = JSON.stringify(JSON.parse(captured('docker', 'volume'))[0])

const ROWS: readonly TaskRow[] = [
  {
    title: 'a new volume is created',
    params: { volume_name: 'kept', driver: 'local', labels: { a: 'b c' }, driver_options: { type: 'tmpfs' } },
    answers: nowhere,
    expects: [
      'create docker_volume:kept: null -> {"name":"kept","driver":"local","label":{"a":"b c"},"options":{"type":"tmpfs"}}',
      '$ export LC_ALL=C',
      "$ docker volume create '--driver=local' '--label=a=b c' '--opt=type=tmpfs' -- kept",
      'outputs: {}',
    ],
  },
  {
    title: 'a volume that differs gives a warning',
    params: { volume_name: 'kept', labels: { a: 'b' } },
    answers: there,
    expects: [
      `in sync: {"volume":${SHOWN},"warnings":["the volume \`kept\` differs: \`label\` is {}, not {\\"a\\":\\"b\\"}"]}`,
    ],
  },
  {
    title: 'with `recreate: options-changed`, a volume that differs is replaced',
    params: { volume_name: 'kept', driver: 'other', recreate: 'options-changed' },
    answers: there,
    expects: [
      'recreate docker_volume:kept: {"driver":"local"} -> {"driver":"other"}',
      '$ export LC_ALL=C',
      '$ docker volume rm -- kept',
      '$ export LC_ALL=C',
      "$ docker volume create '--driver=other' -- kept",
      'outputs: {}',
    ],
  },
  {
    title: 'with `recreate: options-changed`, a volume that matches is kept',
    params: { volume_name: 'kept', driver: 'local', recreate: 'options-changed' },
    answers: there,
    expects: [`in sync: {"volume":${SHOWN}}`],
  },
  {
    title: 'a volume is removed',
    params: {
      volume_name: 'kept',
      state: 'absent',
      docker_host: 'unix:///run/other.sock',
      cli_context: 'c',
      tls: true,
    },
    answers: there,
    expects: [
      'delete docker_volume:kept: {"name":"kept"} -> null',
      '$ export LC_ALL=C',
      "$ docker '--context=c' '--host=unix:///run/other.sock' --tls volume rm -- kept",
      'outputs: {"volume":{}}',
    ],
  },
]

taskRows('docker_volume', docker_volume, ROWS)

test.run()
