import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openHistory } from '../../../src/cli/console/history.ts'
import { scratch } from '../../kit/local-session.ts'

const mask = (text: string): string => text.replaceAll('s3cret', '***')

test('history lines are saved in a file that only its owner can read', () => {
  const { path, remove } = scratch()
  const file = join(path, 'state', 'history')
  const history = openHistory(file, mask)
  for (const line of ['cd web', 'cd web', '', '!uptime']) history.add(line)
  assert.equal(history.lines, ['cd web', '!uptime'])
  assert.is(statSync(file).mode & 0o777, 0o600)
  assert.equal(openHistory(file, mask).lines, ['cd web', '!uptime'])
  remove()
})

test('a line with a secret, or with a leading space, is not saved', () => {
  const { path, remove } = scratch()
  const file = join(path, 'history')
  const history = openHistory(file, mask)
  history.add('list')
  for (const line of ['user name=x password=abc', '!mysql --password=abc', '!echo s3cret', ' !echo x'])
    history.add(line)
  assert.equal(history.lines, ['list'])
  assert.is(readFileSync(file, 'utf8'), 'list\n')
  remove()
})

test('only the newest lines of a long history are kept, and a deleted folder is created again', () => {
  const { path, remove } = scratch()
  const file = join(path, 'history')
  writeFileSync(file, Array.from({ length: 1200 }, (_, at) => `!echo ${at}\n`).join(''))
  const history = openHistory(file, mask)
  assert.is(history.lines.length, 1000)
  assert.is(history.lines.at(-1), '!echo 1199')
  assert.is(readFileSync(file, 'utf8').split('\n').length, 1001)
  rmSync(path, { recursive: true })
  history.add('list')
  assert.is(readFileSync(file, 'utf8'), 'list\n')
  remove()
})

test('without a file, the history lasts as long as the process', () => {
  const history = openHistory(undefined, mask)
  history.add('list')
  assert.equal(history.lines, ['list'])
})

test.run()
