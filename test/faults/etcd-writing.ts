import { Agent } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, type Client, encode, type Written } from './etcd-writer.ts'

// The process that `startWriter` starts: the first message says where to write, the second to stop.
const name = `writer/${Date.now()}/`
let isStopped = false

process.once('message', message => {
  process.once('message', () => {
    isStopped = true
  })
  const { endpoints, client } = message as { endpoints: readonly string[]; client: Client }
  write(endpoints, client).then(
    written => process.send?.(written, () => process.disconnect()),
    (error: unknown) => {
      throw error
    },
  )
})
// The parent process has died.
process.once('disconnect', () => process.exit())

async function write(endpoints: readonly string[], client: Client): Promise<Written> {
  const agent = new Agent({ ...client, keepAlive: true })
  const acknowledged: string[] = []
  let longestGap = 0
  let last = performance.now()
  for (let number = 0; !isStopped; number += 1) {
    const key = `${name}${number}`
    const put = { key: encode(key), value: encode(key) }
    const isWritten = await ask(agent, `${endpoints[number % endpoints.length]}/v3/kv/put`, put).then(
      () => true,
      () => false,
    )
    longestGap = Math.max(longestGap, performance.now() - last)
    if (isWritten) {
      last = performance.now()
      acknowledged.push(key)
    }
    // The hosts share the processors of this machine with the writer.
    await delay(50)
  }
  agent.destroy()
  return { acknowledged, longestGap }
}
