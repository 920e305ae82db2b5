import { spawn } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Askpass, openAskpass } from '../../src/host/askpass.ts'
import type { Target } from '../../src/host/connection.ts'

const TARGET: Target = {
  name: 'box',
  connection: 'ssh',
  address: 'box',
  sshArgs: [],
  connectTimeout: 10,
  privateKeyFile: '/keys/ours',
  password: { reveal: () => 'the password' },
  passphrase: { reveal: () => 'the passphrase' },
}

/** Asks as ssh does, by the program that it was told; the asker is this process, as it starts the program. */
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
  const askpass = await openAskpass(TARGET)
  askpass.belongsTo(owner)
  try {
    await use(askpass)
  } finally {
    await askpass.close()
  }
}

test('our ssh gets the password, once: a second question means that it was wrong', () =>
  withAskpass(process.pid, async askpass => {
    assert.is(await ask(askpass, "deploy@box's password: "), 'the password\n')
    assert.is(await ask(askpass, "deploy@box's password: "), '')
  }))

test('the ssh of a jump host gets no password', () =>
  withAskpass(1, async askpass => {
    assert.is(await ask(askpass, "deploy@jump's password: "), '')
  }))

test('the passphrase is for our own key alone, and neither is for any other question', () =>
  withAskpass(process.pid, async askpass => {
    assert.is(await ask(askpass, "Enter passphrase for key '/keys/other': "), '')
    assert.is(await ask(askpass, "Enter passphrase for key '/keys/ours': "), 'the passphrase\n')
    for (const question of ['Enter new password: ', 'Verification code: ', 'Are you sure (yes/no)? '])
      assert.is(await ask(askpass, question), '')
  }))

test.run()
