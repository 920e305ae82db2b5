import { spawn } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Askpass, asksForPassword, openAskpass } from '../../src/transport/askpass.ts'

/** Asks through the askpass program, as ssh does; the parent of the program is this process. */
function ask({ environment }: Askpass, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(environment.SSH_ASKPASS ?? '', [question], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString()
    })
    child.on('error', reject)
    child.on('close', () => resolve(said))
  })
}

async function withAskpass(owner: number, use: (askpass: Askpass) => Promise<void>): Promise<void> {
  const askpass = await openAskpass({ reveal: () => 'the password' }, asksForPassword)
  askpass.belongsTo(owner)
  try {
    await use(askpass)
  } finally {
    await askpass.close()
  }
}

test('our own ssh gets the password once; a second question means that it was wrong', () =>
  withAskpass(process.pid, async askpass => {
    assert.is(await ask(askpass, "deploy@box's password: "), 'the password\n')
    assert.not(askpass.wasRefused())
    assert.is(await ask(askpass, "deploy@box's password: "), '')
    assert.ok(askpass.wasRefused())
  }))

test('the ssh of a jump host gets no password', () =>
  withAskpass(1, async askpass => {
    assert.is(await ask(askpass, "deploy@jump's password: "), '')
    assert.not(askpass.wasRefused())
  }))

test.run()
