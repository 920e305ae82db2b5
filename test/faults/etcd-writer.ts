import { fork } from 'node:child_process'
import { Agent, request } from 'node:https'
import { join } from 'node:path'

/** How a client is let in. */
export interface Client {
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** False for the guide's own certificate: its subject is that of the authority, which OpenSSL takes for self-signed. */
  readonly rejectUnauthorized?: boolean
}

/** What a writer has done. */
export interface Written {
  /** The keys that the cluster said are written; each holds its own name. */
  readonly acknowledged: readonly string[]
  /** The longest time without an acknowledged write, in milliseconds. */
  readonly longestGap: number
}

/** Milliseconds for an answer. */
const TIMEOUT = 2000

/**
 * Writes one key after the other, each once, to whichever member answers, until it is told to stop. A write that is not answered
 * may have been written or not, and counts as neither. It is a process of its own, so that it goes on while this one waits.
 */
export function startWriter(endpoints: readonly string[], client: Client): { stop: () => Promise<Written> } {
  const child = fork(join(import.meta.dirname, 'etcd-writing.ts'))
  const written = new Promise<Written>((resolve, reject) => {
    child.once('message', message => resolve(message as Written))
    child.once('exit', status => reject(new Error(`the writer ended with ${status} and told nothing`)))
  })
  let isStopped = false
  // Whoever stops it is told.
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

/** Those of some keys that a member does not give as they were written. */
export async function missing(
  endpoint: string,
  client: Client,
  { acknowledged }: Written,
): Promise<readonly string[]> {
  const agent = new Agent(client)
  const found = new Set<string>()
  // Those of this writer alone: `0` comes right after `/`.
  const prefix = acknowledged[0]?.replace(/\/[^/]*$/, '') ?? ''
  const range = { key: encode(`${prefix}/`), range_end: encode(`${prefix}0`) }
  const { kvs = [] } = (await ask(agent, `${endpoint}/v3/kv/range`, range)) as {
    kvs?: { key: string; value: string }[]
  }
  for (const { key, value } of kvs) if (key === value) found.add(Buffer.from(key, 'base64').toString())
  agent.destroy()
  return acknowledged.filter(key => !found.has(key))
}

/** The name that the certificate of a member is of; throws where it does not answer. */
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

/** Text as etcd's gateway takes it. */
export function encode(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** A request to etcd's gateway from JSON to gRPC. */
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
