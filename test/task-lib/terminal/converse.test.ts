import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { converse } from '../../../src/task-lib/terminal/converse.ts'
import type { TerminalEvent } from '../../../src/task-lib/terminal/terminal.ts'

/** A terminal that returns these events in order, and records what is typed and the time limits. */
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

test('a prompt in the last output of a program is not answered', async () => {
  const { terminal, exchanged } = scripted([{ kind: 'ended', text: 'Name:', status: 0 }])
  assert.equal((await converse(terminal, NAME, 5)).ending, { kind: 'ended', status: 0 })
  assert.equal(exchanged, [['', 5]])
})

test('the conversation ends if there is no output within the time limit, which restarts after an answer', async () => {
  const { terminal, exchanged } = scripted([{ kind: 'printed', text: 'Name: ' }])
  assert.equal(await converse(terminal, NAME, 5), { ending: { kind: 'late' }, output: 'Name: ' })
  assert.equal(exchanged, [
    ['', 5],
    ['x\n', 5],
  ])
})

test('output without a prompt does not restart the time limit', async () => {
  const exchange = async (): Promise<TerminalEvent> => {
    await new Promise(resolve => setTimeout(resolve, 20))
    return { kind: 'printed', text: '.' }
  }
  const { ending, output } = await converse({ exchange: exchange }, NAME, 0.1)
  assert.equal(ending, { kind: 'late' })
  assert.ok(output.length > 1)
})

test('the conversation ends at a prompt that has no answers left', async () => {
  const { terminal } = scripted([{ kind: 'printed', text: 'Name: Name: ' }])
  const ending = { kind: 'exhausted', prompt: 'Name:' }
  assert.equal(await converse(terminal, [{ prompt: 'Name:', answer: ['x'] }], 5), {
    ending,
    output: 'Name: Name: ',
  })
})

test.run()
