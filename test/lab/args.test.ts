import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hostNamed } from '../../lab/addresses.ts'
import { parseArgs } from '../../lab/args.ts'

const [node1, node2] = [hostNamed('node1'), hostNamed('node2')]

const understood: [string[], unknown][] = [
  [[], { name: 'help' }],
  [['up'], { name: 'up' }],
  [['up', '--hosts', '5', '--light=100'], { name: 'up', nodes: 5, lights: 100 }],
  [['reset'], { name: 'reset', hosts: [] }],
  [['reboot', 'node1'], { name: 'reboot', hosts: [node1] }],
  [['exec', 'ssh', '--', 'node1'], { name: 'exec', words: ['ssh', '--', 'node1'] }],
  [['exec', '--', 'true', '--help'], { name: 'exec', words: ['true', '--help'] }],
  [['link', 'node1', 'down'], { name: 'link', host: node1, state: 'down' }],
  [['tree', 'node1', '--list'], { name: 'tree', hosts: [node1], list: true }],
  [['tree', 'node1', 'node2'], { name: 'tree', hosts: [node1, node2], list: false }],
]

for (const [words, command] of understood) {
  test(`\`${words.join(' ')}\` is parsed`, () => assert.equal(parseArgs(words), command))
}

const refused: [string[], string][] = [
  [['down', 'node1'], '`down` takes no arguments; got `node1`'],
  [['up', '--hosts'], '--hosts takes a number from 0 to 100; got ``'],
  [['up', '--hosts', 'three'], '--hosts takes a number from 0 to 100; got `three`'],
  [['up', '--light', '901'], '--light takes a number from 0 to 900; got `901`'],
  [['up', 'node1'], '`up` takes --hosts N, --light N and --rpm N; got `node1`'],
  [['kill'], '`kill` needs a host, such as `kill node1`'],
  [['exec'], '`exec` needs a command, such as `exec ssh root@node1 uptime`'],
  [['link', 'node1'], 'usage: link HOST up|down'],
  [['link', 'node1', 'sideways'], 'usage: link HOST up|down'],
  [['tree'], 'usage: tree HOST... [--list]'],
]

for (const [words, message] of refused) {
  test(`\`${words.join(' ')}\` is refused with a message`, () => {
    assert.throws(
      () => parseArgs(words),
      (error: Error) => error.message === message,
    )
  })
}

test('an unknown command is refused with a list of commands', () => {
  assert.throws(() => parseArgs(['upp']), /unknown command `upp`[\s\S]*reset/)
})

test.run()
