import { fork } from 'node:child_process'
import { Agent, request } from 'node:https'
import { join } from 'node:path'

/** The credentials of an etcd client. */
export interface Client {
  readonly ca: string
  readonly cert: string
  readonly key: string
  /**
   * False for the guide's own certificate: its subject equals that of the authority, so OpenSSL considers it
   * self-signed.
   */
  readonly rejectUnauthorized?: boolean
}

/** The result of a writer. */
export interface Written {
  /** The keys whose writes were acknowledged; each value is its key. */
  readonly acknowledged: readonly string[]
  /** The longest time without an acknowledged write, in milliseconds. */
  readonly longestGap: number
}

/** Milliseconds to wait for an answer. */
const TIMEOUT = 2000

/**
 * Writes one key after the other, each once, to any member that answers, until `stop` is called. A write
 * without an answer may or may not have happened, and is not counted. The writer is a separate process, so
 * that it continues while this process blocks.
 */
export function startWriter(endpoints: readonly string[], client: Client): { stop: () => Promise<Written> } {
  const child = fork(join(import.meta.dirname, 'etcd-writing.ts'))
  const written = new Promise<Written>((resolve, reject) => {
    child.once('message', message => resolve(message as Written))
    child.once('exit', status => reject(new Error(`the writer ended with ${status} and told nothing`)))
  })
  let isStopped = false
  // The caller of `stop` receives the error.
  written.catch(() => {})
  child.send({ endpoints, client })
  return {
    stop: () => {
      if (!isStopped && child.connected) child.send('stop')
      isStopped = true
      return written
    },
  }
}

/** The keys whose value on a member differs from what was written. */
export async function missing(
  endpoint: string,
  client: Client,
  { acknowledged }: Written,
): Promise<readonly string[]> {
  const agent = new Agent(client)
  const found = new Set<string>()
  // Only the keys of this writer: `0` is the character after `/`.
  const prefix = acknowledged[0]?.replace(/\/[^/]*$/, '') ?? ''
  const range = { key: encode(`${prefix}/`), range_end: encode(`${prefix}0`) }
  const { kvs = [] } = (await ask(agent, `${endpoint}/v3/kv/range`, range)) as {
    kvs?: { key: string; value: string }[]
  }
  for (const { key, value } of kvs) if (key === value) found.add(Buffer.from(key, 'base64').toString())
  agent.destroy()
  return acknowledged.filter(key => !found.has(key))
}

/** The common name in the certificate of a member; rejects if it does not answer. */
export function commonNameOf(endpoint: string, client: Client): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint)
    const asking = request(
      { hostname, port, path: '/health', ...client, agent: false, timeout: TIMEOUT },
      answer => {
        const { subject } = (answer.socket as import('node:tls').TLSSocket).getPeerCertificate()
        answer.resume()
        resolve(String(subject.CN))
      },
    )
    asking.on('timeout', () => asking.destroy(new Error('no answer')))
    asking.on('error', reject)
    asking.end()
  })
}

/** Encodes text for etcd's gateway. */
export function encode(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** Sends a request to etcd's gateway from JSON to gRPC. */
export function ask(agent: Agent, url: string, body: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent, method: 'POST', timeout: TIMEOUT }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if (answer.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(`${url}: ${answer.statusCode}: ${text}`))
      })
      answer.on('error', reject)
    })
    asking.on('timeout', () => asking.destroy(new Error('no answer')))
    asking.on('error', reject)
    asking.end(JSON.stringify(body))
  })
}
