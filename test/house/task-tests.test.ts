import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const TYPES = readdirSync('tasks', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))

test('every task type has a unit test at the same path, which imports it', () => {
  assert.ok(TYPES.length > 40)
  const lacking = TYPES.filter(path => {
    const file = join('test/tasks', path.replace(/\.ts$/, '.test.ts'))
    return !existsSync(file) || !readFileSync(file, 'utf8').includes(`from '../../../tasks/${path}'`)
  })
  assert.equal(lacking, [])
})

test('every unit test of a task type has rows or calls its check', () => {
  const idle = TYPES.filter(path => {
    const text = readFileSync(join('test/tasks', path.replace(/\.ts$/, '.test.ts')), 'utf8')
    const name = basename(path, '.ts')
    return !text.includes(`taskRows('${name}', `) && !/\.check\(/.test(text)
  })
  assert.equal(idle, [])
})

test.run()
