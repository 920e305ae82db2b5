import { test } from 'uvu'
import redis from '../../../tasks/databases/redis.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const setting = (name: string, value: string) => ({
  [`setting ${name} of Redis`]: `1) "${name}"\n2) "${value}"\n`,
})
const ROLE = 'role of Redis'
const KEYS = 'keys of Redis'
const SLAVE =
  '# Replication\r\nrole:slave\r\nmaster_host:db1\r\nmaster_port:6379\r\nmaster_link_status:up\r\n'
const MAXMEMORY = 'setting maxmemory of Redis'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a setting is set',
    params: { command: 'config', name: 'MaxMemory', value: '4GB' },
    answers: setting('maxmemory', '0'),
    runs: { 'set maxmemory of Redis': 'OK\n' },
    expects: [
      'update redis_config:maxmemory: {"value":"0"} -> {"value":"4294967296"}',
      '$ [set maxmemory of Redis]',
      'outputs: {"name":"maxmemory","value":"4294967296"}',
    ],
  },
  {
    title: 'sizes with different units are compared in bytes',
    params: { command: 'config', name: 'maxmemory', value: ' 1.5 kb ' },
    answers: setting('maxmemory', '1536'),
    expects: ['in sync: {"name":"maxmemory","value":"1536"}'],
  },
  {
    title: 'a boolean is written as yes or no',
    params: { command: 'config', name: 'appendonly', value: true },
    answers: setting('appendonly', 'yes'),
    expects: ['in sync: {"name":"appendonly","value":"yes"}'],
  },
  {
    title: 'classes of events are compared in any order',
    params: { command: 'config', name: 'notify-keyspace-events', value: 'KEA' },
    answers: setting('notify-keyspace-events', 'AKE'),
    expects: ['in sync: {"name":"notify-keyspace-events","value":"KEA"}'],
  },
  {
    title: 'limits of one class of clients are compared without the other classes',
    params: { command: 'config', name: 'client-output-buffer-limit', value: 'replica 256mb 64mb 60' },
    answers: setting('client-output-buffer-limit', 'normal 0 0 0 slave 268435456 67108864 60 pubsub 1 2 3'),
    expects: ['in sync: {"name":"client-output-buffer-limit","value":"replica 256mb 64mb 60"}'],
  },
  {
    title: 'a password is not shown, and is not compared as a size',
    params: {
      command: 'config',
      name: 'requirepass',
      value: '10G é"\\',
      login_host: 'db1',
      login_password: 'x',
    },
    answers: setting('requirepass', '10G'),
    isCheckMode: true,
    expects: ['update redis_config:requirepass@db1:6379: {"value":"(hidden)"} -> {"value":"(set)"}'],
  },
  {
    title: 'escaped characters in the output of Redis are decoded',
    params: { command: 'config', name: 'requirepass', value: '10G é"\\\n' },
    answers: setting('requirepass', '10G \\xc3\\xa9\\"\\\\\\n'),
    expects: ['in sync: {"name":"requirepass","value":"***"}'],
  },
  {
    title: 'an unknown setting is an error',
    params: { command: 'config', name: 'nope', value: '1' },
    answers: { 'setting nope of Redis': '(empty array)\n' },
    expects: ['error: Redis has no setting `nope`', 'hint: check `name`, and the version of the server'],
  },
  {
    title: 'a setting that is read only at the start of the server is an error',
    params: { command: 'config', name: 'databases', value: 17 },
    answers: setting('databases', '16'),
    runs: {
      'set databases of Redis':
        "(error) ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable config\n",
    },
    expects: [
      'update redis_config:databases: {"value":"16"} -> {"value":"17"}',
      '$ [set databases of Redis]',
      "error: cannot set databases of Redis: ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable config",
      'hint: the server reads it at its start: set it in redis.conf, and restart the server',
    ],
  },
  {
    title: 'a server that does not answer is an error',
    params: { command: 'config', name: 'maxmemory', value: '0' },
    answers: {
      [MAXMEMORY]: {
        status: 0,
        stderr: 'Could not connect to Redis at localhost:6379: Connection refused\n',
      },
    },
    expects: [
      'error: Could not connect to Redis at localhost:6379: Connection refused',
      'hint: is the server running? Start it in an earlier task, or check `login_host`, `login_port` and `tls`',
    ],
  },
  {
    title: 'in a dry run, an earlier task may start the server',
    params: { command: 'flush' },
    answers: {
      [KEYS]: { status: 1, stderr: 'Could not connect to Redis at localhost:6379: Connection refused\n' },
    },
    isCheckMode: true,
    expects: [
      'unknown: depends on the Redis server, which refuses now: Could not connect to Redis at localhost:6379: Connection refused',
    ],
  },
  {
    title: 'a wrong or missing password is an error',
    params: { command: 'config', name: 'maxmemory', value: '0' },
    answers: {
      [MAXMEMORY]: {
        stdout: '(error) NOAUTH Authentication required.\n',
        stderr: 'AUTH failed: WRONGPASS invalid username-password pair or user is disabled.\n',
      },
    },
    expects: [
      'error: WRONGPASS invalid username-password pair or user is disabled.',
      'hint: check `login_user` and `login_password`',
    ],
  },
  {
    title: 'a host without redis-cli is an error',
    params: { command: 'replica', replica_mode: 'master' },
    answers: {
      [ROLE]: { status: 127, stderr: 'the host has no redis-cli\n' },
      'which of redis-cli exist': '',
    },
    expects: [
      'error: the host has no `redis-cli`',
      'hint: install redis-tools, redis or valkey in an earlier task',
    ],
  },
  {
    title: 'a master becomes a replica',
    params: { command: 'slave', master_host: 'db1', master_port: 6379, login_port: 6380 },
    answers: { [ROLE]: '# Replication\r\nrole:master\r\nconnected_slaves:0\r\n' },
    runs: { 'make Redis a replica': 'OK\n' },
    expects: [
      'update redis_role:replication@localhost:6380: {"master":null} -> {"master":"db1:6379"}',
      '$ [make Redis a replica]',
      'outputs: {"mode":{"status":"replica","master_host":"db1","master_port":6379}}',
    ],
  },
  {
    title: 'a replica of the given master is in sync',
    params: { command: 'replica', master_host: 'db1', master_port: 6379 },
    answers: { [ROLE]: SLAVE },
    expects: ['in sync: {"mode":{"status":"replica","master_host":"db1","master_port":6379}}'],
  },
  {
    title: 'a replica becomes a master',
    params: { command: 'replica', replica_mode: 'master' },
    answers: { [ROLE]: SLAVE },
    runs: { 'make Redis a master': 'OK\n' },
    expects: [
      'update redis_role:replication: {"master":"db1:6379"} -> {"master":null}',
      '$ [make Redis a master]',
      'outputs: {"mode":"master"}',
    ],
  },
  {
    title: 'the keys of one database are removed',
    params: { command: 'flush', flush_mode: 'db', db: 2 },
    answers: {
      [KEYS]: '# Keyspace\r\ndb0:keys=5,expires=0,avg_ttl=0\r\ndb2:keys=3,expires=1,avg_ttl=0\r\n',
    },
    runs: { 'remove the keys of Redis': 'OK\n' },
    expects: [
      'delete redis_keys:db2: {"keys":3} -> {"keys":0}',
      '$ [remove the keys of Redis]',
      'outputs: {"flushed":true,"db":2}',
    ],
  },
  {
    title: 'a server without keys is in sync',
    params: { command: 'flush' },
    answers: { [KEYS]: '# Keyspace\r\n' },
    expects: ['in sync: {"flushed":true}'],
  },
  {
    title: 'a missing param of the command is refused',
    params: { command: 'config', value: 'x' },
    expects: ['refused: name: `config` needs it'],
  },
  {
    title: 'a missing database number is refused',
    params: { command: 'flush', flush_mode: 'db' },
    expects: ['refused: db: `flush` needs it'],
  },
  {
    title: 'a pattern instead of a setting is refused',
    params: { command: 'config', name: 'max*', value: 'x' },
    expects: ['refused: name: expected the name of a setting, such as `maxmemory`'],
  },
]

taskRows('redis', redis, ROWS)

const REMOTE = {
  params: { command: 'config', name: 'maxmemory', value: '1' },
  answers: setting('maxmemory', '1'),
}
effectRows('redis', redis, REMOTE, [
  { params: { tls: true }, shows: ['--tls'] },
  { params: { tls: true, ca_certs: '/ca.pem' }, shows: ['--tls', '--cacert', '/ca.pem'] },
  { params: { tls: true, validate_certs: false }, shows: ['--tls', '--insecure'] },
])

test.run()
