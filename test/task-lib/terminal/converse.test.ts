import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { converse } from '../../../src/task-lib/terminal/converse.ts'
import type { TerminalEvent } from '../../../src/task-lib/terminal/terminal.ts'

/** A terminal that gives these events in turn, and keeps what is typed and how long is waited. */
function scripted(events: readonly TerminalEvent[]) {
  const left = [...events]
  const exchanged: [string, number | undefined][] = []
  const exchange = async (typed: string, seconds: number | undefined) => {
    exchanged.push([typed, seconds])
    return left.shift() ?? { kind: 'silent' as const }
  }
  return { terminal: { exchange }, exchanged }
}

const NAME = [{ prompt: 'Name:', answer: 'x' }]

test('each prompt is answered until the program ends', async () => {
  const { terminal, exchanged } = scripted([
    { kind: 'printed', text: 'Na' },
    { kind: 'printed', text: 'me: ' },
    { kind: 'ended', text: 'bye', status: 3 },
  ])
  const { ending, output } = await converse(terminal, NAME, undefined)
  assert.equal([ending, output], [{ kind: 'ended', status: 3 }, 'Name: bye'])
  assert.equal(exchanged, [
    ['', undefined],
    ['', undefined],
    ['x\n', undefined],
  ])
})

test('a prompt in the last words of a program is not answered', async () => {
  const { terminal, exchanged } = scripted([{ kind: 'ended', text: 'Name:', status: 0 }])
  assert.equal((await converse(terminal, NAME, 5)).ending, { kind: 'ended', status: 0 })
  assert.equal(exchanged, [['', 5]])
})

test('silence for the whole time ends it, and an answer begins that time anew', async () => {
  const { terminal, exchanged } = scripted([{ kind: 'printed', text: 'Name: ' }])
  assert.equal(await converse(terminal, NAME, 5), { ending: { kind: 'late' }, output: 'Name: ' })
  assert.equal(exchanged, [
    ['', 5],
    ['x\n', 5],
  ])
})

test('output without a prompt does not begin the time anew', async () => {
  const exchange = async (): Promise<TerminalEvent> => {
    await new Promise(resolve => setTimeout(resolve, 20))
    return { kind: 'printed', text: '.' }
  }
  const { ending, output } = await converse({ exchange: exchange }, NAME, 0.1)
  assert.equal(ending, { kind: 'late' })
  assert.ok(output.length > 1)
})

test('a prompt without answers left ends it', async () => {
  const { terminal } = scripted([{ kind: 'printed', text: 'Name: Name: ' }])
  const ending = { kind: 'exhausted', prompt: 'Name:' }
  assert.equal(await converse(terminal, [{ prompt: 'Name:', answer: ['x'] }], 5), {
    ending,
    output: 'Name: Name: ',
  })
})

test.run()
