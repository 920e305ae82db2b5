import { test } from 'uvu'
import podman_network from '../../../tasks/containers/podman_network.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const BACK = titleOf('podman', 'network', 'back')
const there = {
  ...tools('podman'),
  [BACK]: captured('podman', 'network'),
  'containers in the network back of podman': 'web\ndb\n',
}
const SHOWN = JSON.stringify(JSON.parse(captured('podman', 'network'))[0])
const SAME = {
  ...{
    name: 'back',
    subnet: '10.89.77.0/24',
    gateway: '10.89.77.1',
    ip_range: '10.89.77.128/25',
    driver: 'bridge',
  },
  ...{ internal: true, ipv6: false, label: { a: 'b' }, opt: { mtu: '1400' } },
}
const recreated = (
  title: string,
  params: Readonly<Record<string, unknown>>,
  difference: string,
): TaskRow => ({
  ...{ title, params: { ...SAME, ...params }, answers: there, isCheckMode: true },
  expects: [`recreate podman_network:back: ${difference}`],
})

const ROWS: readonly TaskRow[] = [
  {
    title: 'a new network is created',
    params: { ...SAME, disable_dns: true, interface_name: 'br1' },
    answers: { ...tools('podman'), [BACK]: missing('podman', 'network', 'back') },
    expects: [
      'create podman_network:back: null -> {"name":"back","driver":"bridge","label":{"a":"b"},"internal":true,"ipv6":false,"interface_name":"br1","dns":false,"options":{"mtu":"1400"},"subnets":["10.89.77.0/24, gateway 10.89.77.1, ip_range 10.89.77.128/25"]}',
      '$ export LC_ALL=C',
      "$ podman network create '--driver=bridge' '--label=a=b' '--opt=mtu=1400' --internal --disable-dns '--interface-name=br1' '--subnet=10.89.77.0/24' '--gateway=10.89.77.1' '--ip-range=10.89.77.128/25' -- back",
      'outputs: {}',
    ],
  },
  {
    title: 'a network that matches is in sync',
    params: SAME,
    answers: there,
    expects: [`in sync: {"network":${SHOWN}}`],
  },
  recreated(
    'another subnet',
    { subnet: '10.9.0.0/24', gateway: undefined, ip_range: undefined },
    '{"subnets":["10.89.77.0/24"]} -> {"subnets":["10.9.0.0/24"]}',
  ),
  recreated(
    'another gateway',
    { gateway: '10.89.77.2' },
    '{"subnets":["10.89.77.0/24, gateway 10.89.77.1, ip_range 10.89.77.128/25"]} -> {"subnets":["10.89.77.0/24, gateway 10.89.77.2, ip_range 10.89.77.128/25"]}',
  ),
  recreated(
    'another range',
    { ip_range: '10.89.77.64/26' },
    '{"subnets":["10.89.77.0/24, gateway 10.89.77.1, ip_range 10.89.77.129"]} -> {"subnets":["10.89.77.0/24, gateway 10.89.77.1, ip_range 10.89.77.64/26"]}',
  ),
  recreated('another driver', { driver: 'macvlan' }, '{"driver":"bridge"} -> {"driver":"macvlan"}'),
  recreated('a way out', { internal: false }, '{"internal":true} -> {"internal":false}'),
  recreated('IPv6', { ipv6: true }, '{"ipv6":false} -> {"ipv6":true}'),
  recreated('another label', { label: { a: 'c' } }, '{"label":{"a":"b"}} -> {"label":{"a":"c"}}'),
  recreated(
    'another option',
    { opt: { mtu: '1500' } },
    '{"options":{"mtu":"1400"}} -> {"options":{"mtu":"1500"}}',
  ),
  recreated('no names', { disable_dns: true }, '{"dns":true} -> {"dns":false}'),
  recreated(
    'another bridge',
    { interface_name: 'br1' },
    '{"interface_name":"podman1"} -> {"interface_name":"br1"}',
  ),
  {
    title: 'containers are disconnected from a network that is recreated, and reconnected',
    params: { name: 'back', recreate: true },
    answers: there,
    expects: [
      'recreate podman_network:back: undefined -> {"isNew":true}',
      ...[...disconnected('db'), ...disconnected('web')],
      ...['$ export LC_ALL=C', '$ podman network rm -- back'],
      ...['$ export LC_ALL=C', '$ podman network create -- back'],
      ...['$ export LC_ALL=C', '$ podman network connect -- back db'],
      ...['$ export LC_ALL=C', '$ podman network connect -- back web'],
      'outputs: {}',
    ],
  },
  {
    title: 'containers are disconnected from a network that is removed',
    params: { name: 'back', state: 'absent' },
    answers: there,
    expects: [
      'delete podman_network:back: {"name":"back"} -> null',
      ...[...disconnected('db'), ...disconnected('web')],
      ...['$ export LC_ALL=C', '$ podman network rm -- back'],
      'outputs: {"network":{}}',
    ],
  },
  {
    title: 'invalid addresses are refused',
    params: { name: 'back', gateway: '10.0.0.1', ip_range: '10.0.0.1' },
    expects: [
      'refused: ip_range: expected a network such as `10.0.0.0/24`',
      'refused: gateway: needs `subnet`',
      'refused: ip_range: needs `subnet`',
    ],
  },
]

function disconnected(container: string): string[] {
  return ['$ export LC_ALL=C', `$ podman network disconnect --force -- back ${container}`]
}

taskRows('podman_network', podman_network, ROWS)

test.run()
