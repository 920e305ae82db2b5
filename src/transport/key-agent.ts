import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expandHome } from '../base/expand-home.ts'
import type { Running } from '../shell/exchange.ts'
import { openAskpass } from './askpass.ts'
import { ConnectionError, labelOf } from './connection-errors.ts'
import { mergeAgents } from './merge-agents.ts'
import { makePrivateFolder } from './private-folder.ts'
import { outputOf } from './program-output.ts'
import { start, type Target } from './spawn.ts'
import { settingsArgs } from './ssh-args.ts'

/** An ssh-agent for one login, which holds the target's own key. */
export interface KeyAgent {
  readonly environment: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

/**
 * The longest time, in seconds, for which the agent holds the key if nothing closes it: as long as a login may take.
 */
const LIFETIME = 300

/**
 * Decrypts the target's key with its passphrase, into an ssh-agent of Drover's own. The passphrase is given only to
 * `ssh-add`, which communicates with no host, while a prompt of ssh may come from a host. ssh then gets the key from
 * this agent, and all other keys from the user's agent. Throws ConnectionError if the passphrase is wrong or the key
 * cannot be used.
 */
export async function openKeyAgent(target: Target): Promise<KeyAgent> {
  const folder = await makePrivateFolder()
  const socket = join(folder, 'agent')
  const agent = await startAgent(socket)
  const close = async (): Promise<void> => {
    agent.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await addKey(target, socket)
    const own = process.env.SSH_AUTH_SOCK
    const merged = own ? await mergeAgents(join(folder, 'merged'), socket, own) : undefined
    return {
      environment: { SSH_AUTH_SOCK: merged?.socket ?? socket },
      close: async () => {
        merged?.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Starts an agent that ends with the shell that it starts. The shell ends with this process, however that ends. */
async function startAgent(socket: string): Promise<{ readonly stop: () => void }> {
  const script = 'echo "$SSH_AGENT_PID"; exec cat >/dev/null'
  const running = await start(['ssh-agent', '-a', socket, '/bin/sh', '-c', script])
  const pid = await firstNumber(running)
  return {
    stop: () => {
      running.kill()
      try {
        process.kill(pid)
      } catch {
        // The agent has already ended.
      }
    },
  }
}

async function firstNumber({ stdout, stderr, ended }: Running): Promise<number> {
  let said = ''
  let errors = ''
  stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const number = await new Promise<number>(resolve => {
    stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.endsWith('\n')) resolve(Number(said))
    })
    void ended.then(() => resolve(0))
  })
  if (number > 0) return number
  throw new Error(`ssh-agent does not start: ${errors.trim()}`)
}

async function addKey(target: Target, agent: string): Promise<void> {
  const { passphrase } = target
  if (!passphrase) return
  const files = target.privateKeyFile === undefined ? await keyFilesOf(target) : [target.privateKeyFile]
  const askpass = await openAskpass(passphrase, question => /passphrase/i.test(question))
  try {
    const words = ['ssh-add', '-t', String(LIFETIME), '--', ...files.map(expandHome)]
    const adding = await start(words, { LC_ALL: 'C', ...askpass.environment, SSH_AUTH_SOCK: agent })
    askpass.belongsTo(adding.pid)
    const said = await outputOf(adding)
    if (askpass.wasRefused()) throw refusal(target, `the passphrase of ${files.join(', ')} is wrong`, said)
    if (target.privateKeyFile !== undefined && (await adding.ended) !== 0)
      throw refusal(target, `its key cannot be used`, said)
  } finally {
    await askpass.close()
  }
}

function refusal(target: Target, reason: string, said: string): ConnectionError {
  const words = said
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^@+$/.test(line))
  return new ConnectionError(`${labelOf(target)}: ${reason}: ${words.join(' ')}`, {
    kind: 'refused',
    hint: 'check `private_key_file` and `private_key_passphrase`; nothing was sent to the host',
    cause: undefined,
  })
}

/** Returns the key files that ssh would try if the inventory names none. */
async function keyFilesOf(target: Target): Promise<string[]> {
  const settings = await outputOf(await start(settingsArgs(target), { LC_ALL: 'C' }))
  return [...settings.matchAll(/^identityfile (.+)$/gm)].map(([, file = '']) => file)
}
