import { Agent, request } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'

/** How a client is let in. */
export interface Client {
  readonly ca: string
  readonly cert: string
  readonly key: string
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
 * may have been written or not, and counts as neither.
 */
export function startWriter(endpoints: readonly string[], client: Client): { stop: () => Promise<Written> } {
  const agent = new Agent({ ...client, keepAlive: true })
  const acknowledged: string[] = []
  const name = `writer/${Date.now()}/`
  let isStopped = false
  let longestGap = 0
  const over = (async () => {
    let last = performance.now()
    for (let number = 0; !isStopped; number += 1) {
      const key = `${name}${number}`
      const put = { key: encode(key), value: encode(key) }
      const isWritten = await ask(agent, `${endpoints[number % endpoints.length]}/v3/kv/put`, put).then(
        () => true,
        () => false,
      )
      longestGap = Math.max(longestGap, performance.now() - last)
      if (!isWritten) await delay(20)
      else {
        last = performance.now()
        acknowledged.push(key)
      }
    }
    agent.destroy()
  })()
  return {
    stop: async () => {
      isStopped = true
      await over
      return { acknowledged, longestGap }
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
  const range = { key: encode('writer/'), range_end: encode('writer0'), limit: '0' }
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

function encode(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** A request to etcd's gateway from JSON to gRPC. */
function ask(agent: Agent, url: string, body: object): Promise<unknown> {
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
