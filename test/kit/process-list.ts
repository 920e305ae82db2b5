import { Worker } from 'node:worker_threads'

/**
 * Watches the arguments of every process of this machine continuously, in a separate thread. Young processes are
 * examined repeatedly, because most live only a millisecond or two; all processes are examined ten times a second.
 * `end` returns the arguments that contained one of the words, and the number of examinations. With `environ` the
 * environments are watched instead; with both, both.
 */
export function watchProcesses(
  words: readonly string[],
  ...what: readonly ('cmdline' | 'environ')[]
): {
  end: () => Promise<{ found: string[]; looks: number }>
} {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { readdirSync, readFileSync } = require('node:fs')
const { workerData: { words, flag, what }, parentPort } = require('node:worker_threads')
const found = new Set()
let looks = 0
const lookAt = id => {
  try {
    for (const file of what) {
      const args = readFileSync('/proc/' + id + '/' + file, 'utf8')
      if (words.some(word => args.includes(word))) found.add(args)
    }
    return true
  } catch {
    return false
  }
}
const newest = () => Number(readFileSync('/proc/loadavg', 'utf8').split(' ').at(-1))
const young = new Map()
let last = newest()
let seen = 0
while (Atomics.load(flag, 0) === 0) {
  looks += 1
  const now = newest()
  // Process numbers start again after the highest one.
  for (let id = now < last ? now : last + 1; id <= now; id += 1) young.set(id, 2000)
  last = now
  for (const [id, left] of young) {
    if (left === 0 || (!lookAt(id) && left < 1990)) young.delete(id)
    else young.set(id, left - 1)
  }
  if (performance.now() - seen < 100) continue
  seen = performance.now()
  readdirSync('/proc').filter(id => /^\\d+$/.test(id)).forEach(lookAt)
}
parentPort.postMessage({ found: [...found], looks })`,
    { eval: true, execArgv: [], workerData: { words, flag, what: what.length > 0 ? what : ['cmdline'] } },
  )
  const ended = new Promise<{ found: string[]; looks: number }>((resolve, reject) => {
    worker.on('message', resolve)
    worker.on('error', reject)
  })
  return {
    end: () => {
      Atomics.store(flag, 0, 1)
      return ended
    },
  }
}
