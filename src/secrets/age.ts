import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { AGE_ARMOR, AGE_HEADER } from '../base/encrypted-file.ts'
import { AGE_WORKER } from './age-worker.ts'

/** Milliseconds for a call: the slowest passphrase that the library accepts takes a few seconds. */
const DEADLINE = 120_000

/** Data encrypted by age: armored text, or bytes. */
export type EncryptedData = { readonly text: string } | { readonly bytes: Uint8Array }

/** The keys that may decrypt: age identities (`AGE-SECRET-KEY-1…`) and passphrases. */
export interface AgeKeys {
  readonly identities: readonly string[]
  readonly passphrases: readonly string[]
}

/** The keys to encrypt for: recipients, or one passphrase. */
export type EncryptionKeys = { readonly recipients: readonly string[] } | { readonly passphrase: string }

/**
 * The age library with synchronous methods: variables are rendered synchronously, but the library is asynchronous, so
 * it runs in a thread of its own. The thread starts with the first call. Every method throws an Error with the
 * message of the library.
 */
export class Age {
  readonly #flag = new Int32Array(new SharedArrayBuffer(4))
  #port: MessagePort | undefined

  /** Returns the decrypted bytes. Throws if no key fits, or the data was changed. */
  open(sealed: EncryptedData, keys: AgeKeys): Buffer {
    return Buffer.from(this.#call('open', { ...sealed, ...keys }) as Uint8Array)
  }

  /** Encrypts bytes; returns armored text with a line break at its end. */
  seal(bytes: Uint8Array, keys: EncryptionKeys): string {
    return `${String(this.#call('seal', { bytes, recipients: [], ...keys })).trimEnd()}\n`
  }

  /** Creates a key: `AGE-SECRET-KEY-1…`, and the `age1…` that belongs to it. */
  generate(): { identity: string; recipient: string } {
    return this.#call('generate', {}) as { identity: string; recipient: string }
  }

  /** Returns the `age1…` of an identity. */
  recipientOf(identity: string): string {
    return String(this.#call('recipient', { identity }))
  }

  /** Throws if an `age1…` is misspelt or incomplete. */
  checkRecipient(recipient: string): void {
    this.#call('checkRecipient', { recipient })
  }

  /** Returns the types of the recipients of encrypted data: one word each, such as `X25519` or `scrypt`. */
  kindsOf(sealed: EncryptedData): string[] {
    const bytes = 'bytes' in sealed ? sealed.bytes : (this.#call('header', sealed) as Uint8Array)
    const text = Buffer.from(bytes).toString('latin1')
    const header = text.slice(0, text.indexOf('\n---'))
    // The command `age` adds lines of invented types, so that other programs learn to ignore unknown ones.
    return [...header.matchAll(/^-> (\S+)/gm)]
      .map(([, kind = '']) => kind)
      .filter(kind => !kind.endsWith('-grease'))
  }

  #call(call: string, request: object): unknown {
    const port = this.#open()
    Atomics.store(this.#flag, 0, 0)
    port.postMessage({ call, request })
    // The wait may end because of the previous call, whose notification can arrive late: so the flag is checked too.
    while (Atomics.wait(this.#flag, 0, 0, DEADLINE) === 'ok' && Atomics.load(this.#flag, 0) === 0);
    const answer = receiveMessageOnPort(port)?.message as { value?: unknown; error?: string } | undefined
    if (answer === undefined) throw new Error('the age library did not respond')
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer.value
  }

  #open(): MessagePort {
    if (this.#port) return this.#port
    const { port1, port2 } = new MessageChannel()
    const built = new URL('parts/age-encryption.cjs', import.meta.url)
    const library = existsSync(built)
      ? built.href
      : pathToFileURL(createRequire(import.meta.url).resolve('age-encryption')).href
    const worker = new Worker(AGE_WORKER, {
      eval: true,
      execArgv: [],
      workerData: { flag: this.#flag, port: port2, library },
      transferList: [port2],
    })
    worker.unref()
    port1.unref()
    this.#port = port1
    return port1
  }
}

/** Returns the encrypted content of a file if age created it; undefined otherwise. */
export function encryptedByAge(bytes: Buffer): EncryptedData | undefined {
  if (bytes.subarray(0, AGE_HEADER.length).toString('latin1') === AGE_HEADER) return { bytes }
  const text = bytes.toString('utf8')
  return text.trimStart().startsWith(AGE_ARMOR) ? { text: text.trim() } : undefined
}
