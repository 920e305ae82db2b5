import { Agent } from 'node:https'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, type Client, encode, type Written } from './etcd-writer.ts'

// Writes one key after the other, each once, to whichever member answers, until its input ends; then it prints what it has done.
// A write that is not answered may have been written or not, and counts as neither.

let isOver = false
const input = createInterface({ input: process.stdin })
input.once('line', line => {
  const { endpoints, client } = JSON.parse(line) as { endpoints: string[]; client: Client }
  void write(endpoints, client).then(written => process.stdout.write(JSON.stringify(written)))
})
input.once('close', () => {
  isOver = true
})

async function write(endpoints: readonly string[], client: Client): Promise<Written> {
  const agent = new Agent({ ...client, keepAlive: true })
  const acknowledged: string[] = []
  const name = `writer/${Date.now()}/`
  let longestGap = 0
  let last = performance.now()
  for (let number = 0; !isOver; number += 1) {
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
  return { acknowledged, longestGap }
}
