import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { table } from '../../lab/status.ts'

test('the columns are as wide as their longest words, without trailing spaces', () => {
  const row = { address: '192.168.202.131', power: 'on', link: 'up', ssh: 'answers', system: 'running' }
  assert.is(
    table([
      { ...row, name: 'node1' },
      { ...row, name: 'light100', power: 'frozen', ssh: 'silent', system: '-' },
    ]),
    [
      'HOST      ADDRESS          POWER   LINK  SSH      SYSTEM',
      'node1     192.168.202.131  on      up    answers  running',
      'light100  192.168.202.131  frozen  up    silent   -',
      '',
    ].join('\n'),
  )
})

test.run()
