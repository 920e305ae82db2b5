import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutHost } from '../../src/report/without-host.ts'

test("the host's name is removed from a text, and its address from a connection error", () => {
  const rows: readonly (readonly [text: string, host: string, left: string])[] = [
    ['cat: /srv/web1/a: No such file', 'web1', 'cat: /srv//a: No such file'],
    [
      'web1 (192.0.2.1, port 22, user root): the connection was refused: ssh: connect to host 192.0.2.1 port 22',
      'web1',
      ' (, port 22, user root): the connection was refused: ssh: connect to host  port 22',
    ],
    ['web1 (this machine): it is gone', 'web1', ' (this machine): it is gone'],
    ['the file (192.0.2.1, port 22) is missing', 'web1', 'the file (192.0.2.1, port 22) is missing'],
  ]
  for (const [text, host, left] of rows) assert.is(withoutHost(text, host), left)
})

test.run()
