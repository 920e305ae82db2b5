import { test } from 'uvu'
import docker_network from '../../../tasks/containers/docker_network.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { captured, missing, titleOf, tools } from './captured.ts'

const BACK = titleOf('docker', 'network', 'back')
const there = {
  ...tools('docker'),
  [BACK]: captured('docker', 'network'),
  'containers in the network back of docker': 'web\n',
}
const SHOWN = JSON.stringify(JSON.parse(captured('docker', 'network'))[0])

const ROWS: readonly TaskRow[] = [
  {
    title: 'a new network is created, and containers are connected to it',
    params: {
      ...{
        name: 'back',
        driver: 'bridge',
        driver_options: { mtu: '1400' },
        enable_ipv6: true,
        internal: true,
      },
      ...{ attachable: true, scope: 'local', labels: { a: 'b' }, ipam_driver: 'default', connected: ['web'] },
      ipam_driver_options: { c: 'd' },
      ipam_config: [
        {
          subnet: '10.9.0.0/24',
          gateway: '10.9.0.1',
          iprange: '10.9.0.128/25',
          aux_addresses: { router: '10.9.0.2' },
        },
        { subnet: 'fd00:9::/64' },
      ],
    },
    answers: {
      ...there,
      [BACK]: missing('docker', 'network', 'back'),
      'containers in the network back of docker': '',
    },
    expects: [
      'create docker_network:back: null -> {"name":"back","driver":"bridge","label":{"a":"b"},"internal":true,"ipv6":true,"attachable":true,"scope":"local","ipam_driver":"default","options":{"mtu":"1400"},"ipam_options":{"c":"d"},"subnets":["10.9.0.0/24, gateway 10.9.0.1, ip_range 10.9.0.128/25, router 10.9.0.2","fd000009000000000000000000000000/64"]}',
      'connect docker_network:back container web: {"isConnected":false} -> {"isConnected":true}',
      '$ export LC_ALL=C',
      "$ docker network create '--driver=bridge' '--label=a=b' '--opt=mtu=1400' --internal --ipv6 --attachable '--scope=local' '--ipam-driver=default' '--ipam-opt=c=d' '--subnet=10.9.0.0/24' '--gateway=10.9.0.1' '--ip-range=10.9.0.128/25' '--aux-address=router=10.9.0.2' '--subnet=fd00:9::/64' -- back",
      '$ export LC_ALL=C',
      '$ docker network connect -- back web',
      'outputs: {}',
    ],
  },
  {
    title: 'a network that matches is in sync, and other containers stay connected',
    params: {
      name: 'back',
      ipam_config: [{ subnet: '10.89.77.0/24', gateway: '10.89.77.1' }],
      attachable: false,
    },
    answers: there,
    expects: [`in sync: {"network":${SHOWN}}`],
  },
  {
    title: 'other containers are disconnected if only the given ones may be connected',
    params: { name: 'back', connected: ['db'] },
    answers: there,
    expects: [
      'connect docker_network:back container db: {"isConnected":false} -> {"isConnected":true}',
      'disconnect docker_network:back container web: {"isConnected":true} -> {"isConnected":false}',
      ...['$ export LC_ALL=C', '$ docker network connect -- back db'],
      ...['$ export LC_ALL=C', '$ docker network disconnect --force -- back web'],
      'outputs: {}',
    ],
  },
  {
    title: 'with `appends`, other containers stay connected',
    params: { name: 'back', connected: ['db'], appends: true },
    answers: there,
    isCheckMode: true,
    expects: ['connect docker_network:back container db: {"isConnected":false} -> {"isConnected":true}'],
  },
  {
    title: 'a network that differs is recreated, and its containers are reconnected',
    params: { name: 'back', internal: true },
    answers: there,
    expects: [
      'recreate docker_network:back: {"internal":false} -> {"internal":true}',
      ...['$ export LC_ALL=C', '$ docker network disconnect --force -- back web'],
      ...['$ export LC_ALL=C', '$ docker network rm -- back'],
      ...['$ export LC_ALL=C', '$ docker network create --internal -- back'],
      ...['$ export LC_ALL=C', '$ docker network connect -- back web'],
      'outputs: {}',
    ],
  },
  {
    title: 'with `force`, the network is recreated on every run',
    params: { name: 'back', force: true },
    answers: there,
    isCheckMode: true,
    expects: ['recreate docker_network:back: undefined -> {"isNew":true}'],
  },
]

taskRows('docker_network', docker_network, ROWS)

test.run()
