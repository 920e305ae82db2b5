import { test } from 'uvu'
import waitFor from '../../../tasks/network/wait_for.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// What stat of coreutils 9.1 prints.
const FILE = ' 1:rw\u000081a4:0:0:1024:1795947270:1795947270:1795947270:4351195:65024:1:root:root\u0000'

const ROWS: readonly TaskRow[] = [
  {
    title: 'an open port is in sync',
    params: { port: 22 },
    answers: { 'port 22 of 127.0.0.1 to open': '' },
    expects: [
      'in sync: {"elapsed":0,"port":22,"path":null,"search_regex":null,"state":"started","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'a port of another host, given as text, is in sync',
    params: { host: '192.168.202.1', port: '80', connect_timeout: 2 },
    answers: { 'port 80 of 192.168.202.1 to open': '' },
    expects: [
      'in sync: {"elapsed":0,"port":80,"path":null,"search_regex":null,"state":"started","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'a port that stays closed is an error',
    params: { port: 23, timeout: 0 },
    answers: { 'port 23 of 127.0.0.1 to open': { status: 1 } },
    expects: [
      'waits for port 23 of 127.0.0.1 to open',
      'error: timed out after 0 s waiting for port 23 of 127.0.0.1 to open',
      'hint: check that the service runs and listens on port 23 of 127.0.0.1 (`ss -ltn`), or raise `timeout`',
    ],
  },
  {
    title: 'the task waits until a port opens',
    params: { port: 22, sleep: 0, timeout: 5 },
    answers: { 'port 22 of 127.0.0.1 to open': [{ status: 1 }, { status: 1 }, ''] },
    expects: [
      'waits for port 22 of 127.0.0.1 to open',
      'outputs: {"elapsed":0,"port":22,"path":null,"search_regex":null,"state":"started","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: '`msg` is the error for a port that stays closed',
    params: { port: 23, timeout: 0, msg: 'the application did not come up' },
    answers: { 'port 23 of 127.0.0.1 to open': { status: 1 } },
    expects: [
      'waits for port 23 of 127.0.0.1 to open',
      'error: the application did not come up',
      'hint: check that the service runs and listens on port 23 of 127.0.0.1 (`ss -ltn`), or raise `timeout`',
    ],
  },
  {
    title: 'a closed port is in sync with `state: stopped`',
    params: { port: 23, state: 'stopped' },
    answers: { 'port 23 of 127.0.0.1 to close': '' },
    expects: [
      'in sync: {"elapsed":0,"port":23,"path":null,"search_regex":null,"state":"stopped","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'a port that stays open is an error with `state: stopped`',
    params: { port: 22, state: 'absent', timeout: 0 },
    answers: { 'port 22 of 127.0.0.1 to close': { status: 1 } },
    expects: [
      'waits for port 22 of 127.0.0.1 to close',
      'error: timed out after 0 s waiting for port 22 of 127.0.0.1 to close',
      'hint: check that the service was stopped, and what still listens there (`ss -ltnp`), or raise `timeout`',
    ],
  },
  {
    title: 'connections that stay open are an error with `state: drained`',
    params: { port: 22, state: 'drained', timeout: 0 },
    answers: { 'the connections to port 22 to end': { status: 1 } },
    expects: [
      'waits for the connections to port 22 to end',
      'error: timed out after 0 s waiting for the connections to port 22 to end',
      'hint: see on the host which connections are left (`ss -tn`), or raise `timeout`',
    ],
  },
  {
    title: 'a port without connections is in sync with `state: drained`',
    params: { port: 23, state: 'drained' },
    answers: { 'the connections to port 23 to end': '' },
    expects: [
      'in sync: {"elapsed":0,"port":23,"path":null,"search_regex":null,"state":"drained","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'an existing file is in sync',
    params: { path: '/etc/passwd', state: 'present' },
    answers: { '/etc/passwd to exist': '', 'state of /etc/passwd': FILE },
    expects: [
      'in sync: {"elapsed":0,"port":null,"path":"/etc/passwd","search_regex":null,"state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":1024,"match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'a file with a matching line is in sync',
    params: { path: '/etc/passwd', search_regex: '^root:' },
    answers: { '/etc/passwd with a line like ^root: to exist': '', 'state of /etc/passwd': FILE },
    expects: [
      'in sync: {"elapsed":0,"port":null,"path":"/etc/passwd","search_regex":"^root:","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":1024,"match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'groups of the matching line are returned',
    params: { path: '/srv/log', search_regex: 'done (?P<what>\\w+) (\\d+)' },
    answers: {
      '/srv/log with a line like done (?P<what>\\w+) (\\d+) to exist': '',
      'the line like done (?P<what>\\w+) (\\d+) in /srv/log': 'it is done data 123\n',
      'state of /srv/log': FILE,
    },
    expects: [
      'in sync: {"elapsed":0,"port":null,"path":"/srv/log","search_regex":"done (?P<what>\\\\w+) (\\\\d+)","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":1024,"match_groups":["data","123"],"match_groupdict":{"what":"data"}}',
    ],
  },
  {
    title: 'a file that is not created in time is an error',
    params: { path: '/run/app.pid', timeout: 0 },
    answers: { '/run/app.pid to exist': { status: 1 } },
    expects: [
      'waits for /run/app.pid to exist',
      'error: timed out after 0 s waiting for /run/app.pid to exist',
      'hint: check what should create the file, or raise `timeout`',
    ],
  },
  {
    title: 'a file without a matching line is an error',
    params: { path: '/etc/passwd', search_regex: '^no-such:', timeout: 0 },
    answers: { '/etc/passwd with a line like ^no-such: to exist': { status: 1 } },
    expects: [
      'waits for /etc/passwd with a line like ^no-such: to exist',
      'error: timed out after 0 s waiting for /etc/passwd with a line like ^no-such: to exist',
      'hint: compare `search_regex` with the lines of the file, or raise `timeout`',
    ],
  },
  {
    title: 'a missing file is in sync with `state: absent`',
    params: { path: '/no-such', state: 'absent' },
    answers: { '/no-such to be removed': '', 'state of /no-such': '\u0000' },
    expects: [
      'in sync: {"elapsed":0,"port":null,"path":"/no-such","search_regex":null,"state":"absent","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'a file that is not removed in time is an error',
    params: { path: '/etc/passwd', state: 'absent', timeout: 0 },
    answers: { '/etc/passwd to be removed': { status: 1 } },
    expects: [
      'waits for /etc/passwd to be removed',
      'error: timed out after 0 s waiting for /etc/passwd to be removed',
      'hint: check what should remove the file, or raise `timeout`',
    ],
  },
  {
    title: 'the first check waits for the given delay',
    params: { port: 22, delay: 0.01 },
    answers: { 'port 22 of 127.0.0.1 to open': '' },
    expects: [
      'waits for port 22 of 127.0.0.1 to open',
      'outputs: {"elapsed":0,"port":22,"path":null,"search_regex":null,"state":"started","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'a task with only a time waits for that time',
    params: { timeout: 0 },
    expects: [
      'waits for 0 seconds to pass',
      'outputs: {"elapsed":0,"port":null,"path":null,"search_regex":null,"state":"started","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'a port that sends a matching line is in sync',
    params: { port: 22, search_regex: 'OpenSSH' },
    answers: { 'port 22 of 127.0.0.1 to send a line like OpenSSH': '' },
    expects: [
      'in sync: {"elapsed":0,"port":22,"path":null,"search_regex":"OpenSSH","state":"started","match_groups":[],"match_groupdict":{}}',
    ],
  },
  {
    title: 'a port that sends no matching line is an error',
    params: { port: 22, search_regex: '^HTTP', timeout: 0, connect_timeout: 1 },
    answers: { 'port 22 of 127.0.0.1 to send a line like ^HTTP': { status: 1 } },
    expects: [
      'waits for port 22 of 127.0.0.1 to send a line like ^HTTP',
      'error: timed out after 0 s waiting for port 22 of 127.0.0.1 to send a line like ^HTTP',
      'hint: check what the service sends when a client connects, or raise `timeout`',
    ],
  },
  {
    title: '`search_regex` for a port that will be closed is refused',
    params: { port: 22, search_regex: 'x', state: 'stopped' },
    expects: ['refused: search_regex: goes with a port only if the port is to be open'],
  },
  {
    title: '`drained` for a file is refused',
    params: { path: '/f', state: 'drained' },
    expects: ['refused: state: `drained` goes with `port`'],
  },
  {
    title: 'a port together with a file is refused',
    params: { port: 22, path: '/etc/passwd' },
    expects: ['refused: port: expected one of `port` and `path`'],
  },
  {
    title: 'a host without a tool to test a port is an error',
    params: { port: 22 },
    answers: {
      'port 22 of 127.0.0.1 to open': {
        status: 2,
        stderr: 'the host has none of bash, nc, curl and perl to try a port with\n',
      },
    },
    expects: [
      'error: probe failed: port 22 of 127.0.0.1 to open: status 2: the host has none of bash, nc, curl and perl to try a port with',
    ],
  },
]

taskRows('wait_for', waitFor, ROWS)

test.run()
