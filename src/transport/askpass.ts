import { rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { quote } from '../shell/quote.ts'
import { makePrivateFolder } from './private-folder.ts'
import type { Revealable } from './spawn.ts'

/**
 * Answers one secret to a program of OpenSSH, so that it does not ask on a terminal. The program is started with
 * `environment`.
 */
export interface Askpass {
  readonly environment: Readonly<Record<string, string>>
  /**
   * Sets the one process that gets the answer. Processes that it starts, such as the ssh of a jump host, get none.
   */
  readonly belongsTo: (pid: number | undefined) => void
  /** Returns true if the prompt came a second time: the first answer was wrong. */
  readonly wasRefused: () => boolean
  readonly close: () => Promise<void>
}

/**
 * Answers the prompt for one secret, once, over a socket in a private folder: so the secret is in no argument,
 * environment or file. `isFor` returns whether a prompt is for the secret.
 *
 * A prompt alone does not identify who asks: with keyboard-interactive, a host can make ssh show any text. So the
 * answer must be meant for that host anyway, or the program must not communicate with any host.
 */
export async function openAskpass(
  secret: Revealable,
  isFor: (question: string) => boolean,
): Promise<Askpass> {
  const folder = await makePrivateFolder()
  const socket = join(folder, 'socket')
  let owner: number | undefined
  let isGiven = false
  let wasRefused = false
  const server = createServer({ allowHalfOpen: true }, connection => {
    const chunks: Buffer[] = []
    connection.on('error', () => {})
    connection.on('data', (chunk: Buffer) => chunks.push(chunk))
    connection.on('end', () => {
      const [asker = '', ...question] = Buffer.concat(chunks).toString().split('\n')
      // safety: a password is given only to the ssh process that Drover started
      if (Number(asker) !== owner || !isFor(question.join('\n'))) return connection.end()
      wasRefused = isGiven
      // safety: a password is given only once
      if (isGiven) return connection.end()
      isGiven = true
      connection.end(`${secret.reveal()}\n`)
    })
  })
  try {
    await listen(server, socket)
    await writeFile(join(folder, 'askpass'), askpassScript(socket), { mode: 0o700 })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return {
    environment: {
      SSH_ASKPASS: join(folder, 'askpass'),
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: process.env.DISPLAY || ':0',
    },
    belongsTo: pid => {
      owner = pid
    },
    wasRefused: () => wasRefused,
    close: async () => {
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Returns whether a prompt of ssh asks for the password of the host that it logs in to. ssh itself also asks for
 * others (the passphrase of a key, the PIN of a token, a new password), and a host may imitate those prompts.
 */
export function asksForPassword(question: string): boolean {
  return /password/i.test(question) && !/new password|passphrase|enter PIN for/i.test(question)
}

/**
 * Returns the script that ssh runs to ask for a secret: it sends its parent's process id and the prompt to the
 * socket, and prints the secret that comes back. If none comes, it fails, and ssh reports an error.
 */
function askpassScript(socket: string): string {
  const program = `let a='';const c=require('net').connect(${JSON.stringify(socket)},()=>c.end(process.ppid+'\\n'+(process.argv[1]||'')));
c.on('data',d=>{a+=d}).on('end',()=>{process.stdout.write(a);process.exitCode=a?0:1}).on('error',()=>{process.exitCode=1})`
  return `#!/bin/sh\nunset NODE_OPTIONS\nexec ${quote(process.execPath)} -e ${quote(program)} -- "$1"\n`
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, resolve)
  })
}
