import { constants } from 'node:fs'
import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError } from '../errors.ts'
import type { Target } from './connection.ts'
import { quote } from './shell.ts'

/** What ssh is told so that it asks us for a password, and not a terminal. */
export interface Askpass {
  readonly environment: Readonly<Record<string, string>>
  /** Says which process is our ssh: its jump hosts ask by processes of their own, and do not get the host's password. */
  readonly belongsTo: (pid: number | undefined) => void
  readonly close: () => Promise<void>
}

/**
 * Answers ssh's questions for the password and the passphrase, each once, over a socket in a private folder: so neither
 * stands in any argument, environment or file.
 */
export async function openAskpass(target: Target): Promise<Askpass> {
  const folder = await privateFolder()
  const socket = join(folder, 'socket')
  let owner: number | undefined
  const given = new Set<string>()
  const server = createServer({ allowHalfOpen: true }, connection => {
    const chunks: Buffer[] = []
    connection.on('error', () => {})
    connection.on('data', (chunk: Buffer) => chunks.push(chunk))
    connection.on('end', () => {
      const [asker = '', ...question] = Buffer.concat(chunks).toString().split('\n')
      const answer = answerTo(target, question.join('\n'), Number(asker) === owner)
      const key = `${asker} ${answer?.kind}`
      // A second question means that the first answer was wrong.
      if (!answer || given.has(key)) return connection.end()
      given.add(key)
      connection.end(`${answer.secret.reveal()}\n`)
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
    close: async () => {
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Which of the secrets a question is for; none for anything but a password or the passphrase of our own key. */
function answerTo(
  { password, passphrase, privateKeyFile }: Target,
  question: string,
  isOwn: boolean,
): { kind: string; secret: { reveal: () => string } } | undefined {
  if (/passphrase for/i.test(question)) {
    const isOurs = privateKeyFile === undefined || question.includes(privateKeyFile.replace(/^~/, ''))
    return passphrase && isOurs ? { kind: 'passphrase', secret: passphrase } : undefined
  }
  const asksForPassword = /password/i.test(question) && !/new password/i.test(question)
  return password && isOwn && asksForPassword ? { kind: 'password', secret: password } : undefined
}

/** The asker's process id and question go in, the secret comes out; without one, ssh is told that there is none. */
function askpassScript(socket: string): string {
  const program = `let a='';const c=require('net').connect(${JSON.stringify(socket)},()=>c.end(process.ppid+'\\n'+(process.argv[1]||'')));
c.on('data',d=>{a+=d}).on('end',()=>{process.stdout.write(a);process.exitCode=a?0:1}).on('error',()=>{process.exitCode=1})`
  return `#!/bin/sh\nunset NODE_OPTIONS\nexec ${quote(process.execPath)} -e ${quote(program)} -- "$1"\n`
}

/** A folder that is ours alone, on a file system that lets a script run. */
async function privateFolder(): Promise<string> {
  const places = [process.env.XDG_RUNTIME_DIR, tmpdir(), homedir()].filter(
    place => place !== undefined && place !== '',
  )
  const tried: string[] = []
  for (const place of places) {
    try {
      const folder = await mkdtemp(join(place ?? '', '.drover-askpass-'))
      await chmod(folder, 0o700)
      await writeFile(join(folder, 'askpass'), '', { mode: 0o700 })
      // Fails where the file system is mounted noexec.
      const canRun = await access(join(folder, 'askpass'), constants.X_OK).then(
        () => true,
        () => false,
      )
      if (canRun) return folder
      await rm(folder, { recursive: true, force: true })
      tried.push(`${place} (noexec)`)
    } catch (error) {
      tried.push(`${place} (${(error as Error).message})`)
    }
  }
  throw new InputError(`no folder for the question of ssh: ${tried.join(', ')}`, {
    hint: 'set TMPDIR to a directory of yours where programs may run, or log in by key',
  })
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socket, resolve)
  })
}
