import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filesBelow } from '../kit/source-files.ts'

const page = readFileSync('docs/troubleshooting.md', 'utf8')
const sources = filesBelow('src', /\.ts$/)
  .map(file => readFileSync(file, 'utf8').replace(/\$\{[^}]*\}/g, '…'))
  .join('\n')

/** The messages in the tables and lists: the text in backticks before each explanation. */
const messages = page.split('\n').flatMap(line => {
  const [, cell = ''] = /^\| (.*?) \| /.exec(line) ?? /^- (`[^`]+`): /.exec(line) ?? []
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, message = '']) => message)
})

test('the page has messages', () => assert.ok(messages.length >= 15, String(messages.length)))

for (const message of messages) {
  test(`Drover has the message \`${message}\``, () => {
    const parts = message.split('…').map(part => part.replace(/[,:]? *$/, '').trim())
    for (const part of parts.filter(each => each !== '')) assert.ok(sources.includes(part), part)
  })
}

test.run()
