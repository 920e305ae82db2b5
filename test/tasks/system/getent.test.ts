import { test } from 'uvu'
import getent from '../../../tasks/system/getent.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of getent of glibc 2.36.

const ROWS: readonly TaskRow[] = [
  {
    title: 'an entry of a user is returned',
    params: { database: 'passwd', key: 'root' },
    answers: { 'getent passwd root': 'root:x:0:0:root:/root:/bin/bash\n' },
    expects: [
      'in sync: {"ansible_facts":{"getent_passwd":{"root":["x","0","0","root","/root","/bin/bash"]}}}',
    ],
  },
  {
    title: 'all hosts are returned, two with the same address',
    params: { database: 'hosts' },
    answers: {
      'getent hosts':
        '127.0.0.1       localhost\n127.0.0.1       localhost ip6-localhost\n10.0.0.1        db db.example.com\n',
    },
    expects: [
      'in sync: {"ansible_facts":{"getent_hosts":{"127.0.0.1":[["localhost"],["localhost","ip6-localhost"]],"10.0.0.1":["db","db.example.com"]}}}',
    ],
  },
  {
    title: 'an entry is split at another separator, with a given service',
    params: { database: 'protocols', key: 'tcp', service: 'files', split: ' ' },
    answers: { 'getent -s files protocols tcp': 'tcp                   6 TCP\n' },
    expects: [
      'in sync: {"ansible_facts":{"getent_protocols":{"tcp":["","","","","","","","","","","","","","","","","","","6","TCP"]}}}',
    ],
  },
  {
    title: 'a missing key is an error',
    params: { database: 'group', key: 'none' },
    answers: { 'getent group none': { status: 2 } },
    expects: [
      'error: the database `group` has no key `none`',
      'hint: set `fail_key: false` if it may be missing',
    ],
  },
  {
    title: 'with `fail_key: false`, a missing key gives null',
    params: { database: 'group', key: 'none', fail_key: false },
    answers: { 'getent group none': { status: 2 } },
    expects: [
      'in sync: {"ansible_facts":{"getent_group":{"none":null}},"msg":"One or more supplied key could not be found in the database."}',
    ],
  },
  {
    title: 'an unknown database is an error',
    params: { database: 'nosuch' },
    answers: { 'getent nosuch': { status: 1, stderr: 'Unknown database: nosuch\n' } },
    expects: ['error: the host does not know the database `nosuch`, or cannot read it'],
  },
  {
    title: 'listing a database that cannot be listed is an error',
    params: { database: 'initgroups' },
    answers: { 'getent initgroups': { status: 3 } },
    expects: ['error: the database `initgroups` cannot be listed', 'hint: set `key`'],
  },
  {
    title: 'a host without getent is an error',
    params: { database: 'hosts' },
    answers: { 'getent hosts': { status: 127 } },
    expects: [
      'error: the host has no `getent` to read the database `hosts`',
      'hint: install it in an earlier task (the package is `musl-utils` on Alpine)',
    ],
  },
  {
    title: 'a key that begins with a dash is refused',
    params: { database: 'passwd', key: '-s' },
    expects: ['refused: key: expected one line that does not begin with `-`'],
  },
]

taskRows('getent', getent, ROWS)

test.run()
