import { connect, createServer, type Server, type Socket } from 'node:net'
import { MalformedPacket, numbers, PacketFields, packet, packetReader } from './ssh-packet.ts'

// Numbers of messages in the agent protocol (draft-ietf-sshm-ssh-agent). A packet has a length, a type and its
// fields; each request has one response.

const FAILURE = 5
const LIST = 11
const LISTED = 12
const SIGN = 13

/** A socket that serves the keys of two ssh-agents. */
export interface MergedAgents {
  readonly socket: string
  readonly close: () => void
}

/**
 * Serves the keys of both agents on a new socket: lists those of `first` before the others, and has each key sign by
 * its own agent. Sends all other requests to `other`, such as binding a key to a host.
 */
export async function mergeAgents(socket: string, first: string, other: string): Promise<MergedAgents> {
  const clients = new Set<Socket>()
  const server = createServer(client => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    serve(client, new Agent(first), new Agent(other))
  })
  await listen(server, socket)
  return {
    socket,
    close: () => {
      server.close()
      for (const client of clients) client.destroy()
    },
  }
}

function serve(client: Socket, first: Agent, other: Agent): void {
  const own = new Set<string>()
  const answer = async (question: Buffer): Promise<Buffer> => {
    const fields = new PacketFields(question)
    const type = fields.byte()
    if (type === SIGN) return (own.has(fields.string().toString('hex')) ? first : other).ask(question)
    if (type !== LIST) return other.ask(question)
    const [ours, theirs] = await Promise.all([first.ask(question), other.ask(question)])
    const keys = keysIn(ours)
    for (const { blob } of keys) own.add(blob.toString('hex'))
    const rest = keysIn(theirs).filter(({ blob }) => !own.has(blob.toString('hex')))
    return listOf([...keys, ...rest])
  }
  let last: Promise<unknown> = Promise.resolve()
  const read = packetReader(bytes => {
    const question = Buffer.from(bytes)
    last = last
      .then(() => answer(question))
      .then(
        said => client.write(packet(said)),
        () => client.destroy(),
      )
  })
  client.on('error', () => {})
  client.on('close', () => {
    first.close()
    other.close()
  })
  client.on('data', (chunk: Buffer) => readChecked(client, read, chunk))
}

interface Key {
  readonly blob: Buffer
  readonly comment: Buffer
}

/** Returns the keys of a response that lists keys; none for any other response. */
function keysIn(answer: Buffer): Key[] {
  const fields = new PacketFields(answer)
  if (fields.byte() !== LISTED) return []
  const keys: Key[] = []
  for (let left = fields.number(); left > 0; left -= 1)
    keys.push({ blob: fields.string(), comment: fields.string() })
  return keys
}

function listOf(keys: readonly Key[]): Buffer {
  const parts = keys.flatMap(({ blob, comment }) => [
    numbers(blob.length),
    blob,
    numbers(comment.length),
    comment,
  ])
  return Buffer.concat([Buffer.from([LISTED]), numbers(keys.length), ...parts])
}

/**
 * A connection to an agent, opened on the first request. An agent that is gone or sends no valid response counts as
 * having no keys.
 */
class Agent {
  readonly #path: string
  #socket: Socket | undefined
  #settle: (answer: Buffer) => void = () => {}

  constructor(path: string) {
    this.#path = path
  }

  ask(question: Buffer): Promise<Buffer> {
    const socket = this.#socket ?? this.#connect()
    return new Promise(resolve => {
      this.#settle = resolve
      if (socket.destroyed) resolve(Buffer.from([FAILURE]))
      else socket.write(packet(question))
    })
  }

  close(): void {
    this.#socket?.destroy()
  }

  #connect(): Socket {
    const socket = connect(this.#path)
    this.#socket = socket
    const read = packetReader(bytes => this.#settle(Buffer.from(bytes)))
    socket.on('error', () => {})
    socket.on('close', () => this.#settle(Buffer.from([FAILURE])))
    socket.on('data', (chunk: Buffer) => readChecked(socket, read, chunk))
    return socket
  }
}

function readChecked(socket: Socket, read: (chunk: Buffer) => void, chunk: Buffer): void {
  try {
    read(chunk)
  } catch (error) {
    if (!(error instanceof MalformedPacket)) throw error
    socket.destroy()
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}
