import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from './connection.ts'
import { quote } from './shell.ts'

/** What ssh is told so that it asks us for a password, and not a terminal. */
export interface Askpass {
  readonly environment: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/**
 * Answers ssh's question for a password or passphrase, each once, over a socket in a private folder: so it stands in no
 * argument, environment or file.
 */
export async function openAskpass(target: Target): Promise<Askpass> {
  const folder = await mkdtemp(join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), 'drover-askpass-'))
  await chmod(folder, 0o700)
  const socket = join(folder, randomBytes(8).toString('hex'))
  const script = join(folder, 'askpass')
  const left = { password: target.password, passphrase: target.passphrase }
  const server = createServer(connection => {
    connection.once('data', question => {
      const kind = /passphrase/i.test(question.toString()) ? 'passphrase' : 'password'
      const secret = left[kind]
      left[kind] = undefined
      connection.end(secret ? `${secret.reveal()}\n` : '')
    })
    connection.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(socket, resolve))
  const asker = `const c=require('net').connect(${JSON.stringify(socket)},()=>c.write(process.argv[1]||' '));c.pipe(process.stdout)`
  await writeFile(script, `#!/bin/sh\nexec ${quote(process.execPath)} -e ${quote(asker)} -- "$1"\n`, {
    mode: 0o700,
  })
  return {
    environment: { SSH_ASKPASS: script, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: process.env.DISPLAY ?? ':0' },
    close: async () => {
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
