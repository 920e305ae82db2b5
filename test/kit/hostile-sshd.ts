import { spawn } from 'node:child_process'
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Target } from '../../src/transport/spawn.ts'
import { numbers, PacketFields } from '../../src/transport/ssh-packet.ts'
import { scratch } from './local-session.ts'

// A small ssh server that OpenSSH's client accepts as a real one, and that sends whatever a test requires. It
// supports only curve25519, ed25519 and AES-GCM, and no rekeying. Sources: RFC 4252 to 4254, 4256, 8731; OpenSSH's
// PROTOCOL for AES-GCM.

/** The behaviour of a hostile server. */
export interface Hostile {
  /** The prompts of keyboard-interactive, one per round. If absent, it accepts every login. */
  readonly prompts?: readonly string[]
  /**
   * Called for each command that a session starts, with the number of the command and its channel. The messages that
   * it returns (their type first) are sent instead of running the command.
   */
  readonly onExec?: (nth: number, channel: number) => readonly Buffer[] | undefined
  /** The banner that is sent before the login. */
  readonly banner?: string
}

/** A hostile ssh server, whose host key the client knows. */
export interface HostileSshd {
  readonly port: number
  readonly target: (changes?: Partial<Target>) => Target
  /** All input that it received: answers to its prompts, and passwords. */
  readonly answers: () => readonly string[]
  /** The authentication methods that clients tried. */
  readonly methods: () => readonly string[]
  readonly close: () => Promise<void>
}

/** Starts a hostile server on a free port. */
export async function openHostileSshd(how: Hostile): Promise<HostileSshd> {
  const { path: folder, remove } = scratch()
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const keyBlob = Buffer.concat([text('ssh-ed25519'), text(rawKey(publicKey))])
  const answers: string[] = []
  const methods: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    new Connection(socket, { how, keyBlob, privateKey, answers, methods })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const knownHosts = join(folder, 'known-hosts')
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ssh-ed25519 ${keyBlob.toString('base64')}\n`)
  return {
    port,
    target: changes => ({
      name: 'box',
      connection: 'ssh',
      address: '127.0.0.1',
      port,
      user: 'deploy',
      knownHostsFile: knownHosts,
      sshArgs: ['-F', 'none'],
      connectTimeout: 10,
      ...changes,
    }),
    answers: () => answers,
    methods: () => methods,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
      remove()
    },
  }
}

interface Server {
  readonly how: Hostile
  readonly keyBlob: Buffer
  readonly privateKey: KeyObject
  readonly answers: string[]
  readonly methods: string[]
}

const MESSAGE = {
  serviceAccept: 6,
  kexInit: 20,
  newKeys: 21,
  kexReply: 31,
  authFailure: 51,
  authSuccess: 52,
  banner: 53,
  infoRequest: 60,
  requestFailure: 82,
  opened: 91,
  window: 93,
  data: 94,
  moreData: 95,
  eof: 96,
  close: 97,
  request: 98,
  success: 99,
} as const

const OUR_VERSION = 'SSH-2.0-Hostile'

class Connection {
  readonly #socket: Socket
  readonly #server: Server
  #rest: Buffer = Buffer.alloc(0)
  #version = ''
  #ourInit: Buffer = Buffer.alloc(0)
  #theirInit: Buffer = Buffer.alloc(0)
  #sessionId: Buffer = Buffer.alloc(0)
  #keys: { readonly incoming: GcmKey; readonly outgoing: GcmKey } | undefined
  #isOutEncrypted = false
  #isInEncrypted = false
  #rounds = 0
  #execs = 0

  constructor(socket: Socket, server: Server) {
    this.#socket = socket
    this.#server = server
    socket.write(`${OUR_VERSION}\r\n`)
    socket.on('data', (chunk: Buffer) => {
      this.#rest = Buffer.concat([this.#rest, chunk])
      this.#read()
    })
  }

  #read(): void {
    if (this.#version === '') {
      const end = this.#rest.indexOf(10)
      if (end < 0) return
      this.#version = this.#rest.toString('latin1', 0, end).trim()
      this.#rest = this.#rest.subarray(end + 1)
      const [kex, key, cipher] = ['curve25519-sha256', 'ssh-ed25519', 'aes256-gcm@openssh.com']
      const lists = [kex, key, cipher, cipher, 'hmac-sha2-256', 'hmac-sha2-256', 'none', 'none', '', ''].map(
        each => text(each ?? ''),
      )
      this.#ourInit = Buffer.concat([Buffer.from([20]), randomBytes(16), ...lists, Buffer.alloc(5)])
      this.#write(this.#ourInit)
    }
    for (let payload = this.#next(); payload; payload = this.#next()) this.#take(payload)
  }

  /** Returns the payload of the next packet; undefined until all of it has arrived. */
  #next(): Buffer | undefined {
    if (this.#rest.length < 4) return undefined
    const length = this.#rest.readUInt32BE(0)
    const end = 4 + length + (this.#isInEncrypted ? 16 : 0)
    if (this.#rest.length < end) return undefined
    const whole = this.#rest.subarray(0, end)
    this.#rest = this.#rest.subarray(end)
    const plain = this.#isInEncrypted && this.#keys ? this.#keys.incoming.open(whole) : whole.subarray(4)
    return plain.subarray(1, plain.length - (plain[0] ?? 0))
  }

  #take(payload: Buffer): void {
    const fields = new PacketFields(payload)
    switch (fields.byte()) {
      case MESSAGE.kexInit:
        this.#theirInit = Buffer.from(payload)
        break
      case 30:
        this.#exchangeKeys(fields.string())
        break
      case MESSAGE.newKeys:
        this.#isInEncrypted = true
        break
      case 5:
        this.#send(MESSAGE.serviceAccept, text(fields.string()))
        if (this.#server.how.banner) this.#send(MESSAGE.banner, text(this.#server.how.banner), text(''))
        break
      case 50:
        this.#authenticate(fields)
        break
      case 61:
        for (let left = fields.number(); left > 0; left -= 1)
          this.#server.answers.push(fields.string().toString())
        this.#ask()
        break
      case 80:
        if (fields.string() && fields.byte() !== 0) this.#send(MESSAGE.requestFailure)
        break
      case 90:
        this.#open(fields)
        break
      default:
        this.#channel(payload)
    }
  }

  #exchangeKeys(theirs: Buffer): void {
    const { publicKey, privateKey } = generateKeyPairSync('x25519')
    const ours = rawKey(publicKey)
    const prefix = Buffer.from('302a300506032b656e032100', 'hex')
    const peer = createPublicKey({ key: Buffer.concat([prefix, theirs]), format: 'der', type: 'spki' })
    const secret = mpint(diffieHellman({ privateKey, publicKey: peer }))
    const { keyBlob, privateKey: hostKey } = this.#server
    const said = [this.#version, OUR_VERSION, this.#theirInit, this.#ourInit, keyBlob, theirs, ours]
    const hash = sha256(...said.map(text), secret)
    this.#sessionId = hash
    const signature = Buffer.concat([text('ssh-ed25519'), text(sign(null, hash, hostKey))])
    this.#send(MESSAGE.kexReply, text(keyBlob), text(ours), text(signature))
    this.#send(MESSAGE.newKeys)
    const derived = (letter: string): Buffer => sha256(secret, hash, Buffer.from(letter), this.#sessionId)
    this.#keys = {
      incoming: new GcmKey(derived('C'), derived('A')),
      outgoing: new GcmKey(derived('D'), derived('B')),
    }
    this.#isOutEncrypted = true
  }

  #authenticate(fields: PacketFields): void {
    fields.string()
    fields.string()
    const method = fields.string().toString()
    this.#server.methods.push(method)
    if (method === 'password') {
      fields.byte()
      this.#server.answers.push(fields.string().toString())
    }
    if (!this.#server.how.prompts) this.#send(MESSAGE.authSuccess)
    else if (method === 'keyboard-interactive') this.#ask()
    else this.#refuse()
  }

  #ask(): void {
    const prompt = this.#server.how.prompts?.[this.#rounds]
    this.#rounds += 1
    if (prompt === undefined) this.#refuse()
    else {
      const empty = text('')
      this.#send(MESSAGE.infoRequest, empty, empty, empty, numbers(1), text(prompt), Buffer.from([0]))
    }
  }

  #refuse(): void {
    this.#send(MESSAGE.authFailure, text('publickey,keyboard-interactive,password'), Buffer.from([0]))
  }

  // Both sides use the same channel numbers.
  readonly #inputs = new Map<number, (bytes: Buffer | undefined) => void>()

  #open(fields: PacketFields): void {
    fields.string()
    const id = fields.number()
    this.#send(MESSAGE.opened, numbers(id, id, 100_000_000, 32_768))
  }

  #channel(payload: Buffer): void {
    const fields = new PacketFields(payload)
    const type = fields.byte()
    if (type < 91 || type > 100) return
    const id = fields.number()
    if (type === MESSAGE.data) this.#inputs.get(id)?.(Buffer.from(fields.string()))
    if (type === MESSAGE.eof || type === MESSAGE.close) this.#inputs.get(id)?.(undefined)
    if (type !== MESSAGE.request) return
    const kind = fields.string().toString()
    const wantsReply = fields.byte() !== 0
    if (wantsReply) this.#send(MESSAGE.success, numbers(id))
    if (kind !== 'exec') return
    const command = fields.string().toString()
    this.#execs += 1
    const instead = this.#server.how.onExec?.(this.#execs, id)
    if (instead) for (const message of instead) this.#write(message)
    else this.#run(id, command)
  }

  #run(id: number, command: string): void {
    const child = spawn('/bin/sh', ['-c', command])
    child.stdin.on('error', () => {})
    this.#inputs.set(id, bytes => (bytes === undefined ? child.stdin.end() : child.stdin.write(bytes)))
    const pieces = (bytes: Buffer): Buffer[] =>
      Array.from({ length: Math.ceil(bytes.length / 30_000) }, (_, nth) =>
        bytes.subarray(nth * 30_000, (nth + 1) * 30_000),
      )
    child.stdout.on('data', (bytes: Buffer) => {
      for (const piece of pieces(bytes)) this.#send(MESSAGE.data, numbers(id), text(piece))
    })
    child.stderr.on('data', (bytes: Buffer) => {
      for (const piece of pieces(bytes)) this.#send(MESSAGE.moreData, numbers(id, 1), text(piece))
    })
    child.on('close', status => {
      this.#send(MESSAGE.request, numbers(id), text('exit-status'), Buffer.from([0]), numbers(status ?? 255))
      this.#send(MESSAGE.close, numbers(id))
    })
  }

  #send(type: number, ...parts: readonly Buffer[]): void {
    this.#write(Buffer.concat([Buffer.from([type]), ...parts]))
  }

  #write(payload: Buffer): void {
    if (!this.#socket.writable) return
    const isEncrypted = this.#isOutEncrypted
    // Without encryption, the padding also covers the length field.
    const before = isEncrypted ? 1 : 5
    const padding = 4 + ((16 - ((before + payload.length + 4) % 16)) % 16)
    const plain = Buffer.concat([Buffer.from([padding]), payload, randomBytes(padding)])
    const length = numbers(plain.length)
    const outgoing = isEncrypted ? this.#keys?.outgoing : undefined
    this.#socket.write(outgoing ? outgoing.seal(length, plain) : Buffer.concat([length, plain]))
  }
}

class GcmKey {
  readonly #key: Buffer
  readonly #nonce: Buffer

  constructor(key: Buffer, nonce: Buffer) {
    this.#key = key
    this.#nonce = Buffer.from(nonce.subarray(0, 12))
  }

  seal(length: Buffer, plain: Buffer): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nonce).setAAD(length)
    const sealed = Buffer.concat([length, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    this.#count()
    return sealed
  }

  open(whole: Buffer): Buffer {
    const tagAt = whole.length - 16
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nonce).setAAD(whole.subarray(0, 4))
    decipher.setAuthTag(whole.subarray(tagAt))
    const plain = Buffer.concat([decipher.update(whole.subarray(4, tagAt)), decipher.final()])
    this.#count()
    return plain
  }

  #count(): void {
    this.#nonce.writeBigUInt64BE(this.#nonce.readBigUInt64BE(4) + 1n, 4)
  }
}

function sha256(...parts: readonly Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as Buffer)
  return Buffer.concat([numbers(bytes.length), bytes])
}

/** Encodes a positive number as SSH does: without leading zero bytes, except one that keeps it positive. */
function mpint(bytes: Buffer): Buffer {
  const first = bytes.findIndex(byte => byte !== 0)
  const bare = bytes.subarray(first)
  return text((bare[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bare]) : bare)
}

/** Returns the 32 bytes of an ed25519 or curve25519 key. */
function rawKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-32)
}
