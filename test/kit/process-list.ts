import { Worker } from 'node:worker_threads'

/**
 * Watches the arguments of every process of this machine, again and again without a pause, in a thread of its own.
 * `end` gives those arguments that held one of the words, and how often it looked.
 */
export function watchProcesses(words: readonly string[]): {
  end: () => Promise<{ found: string[]; looks: number }>
} {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { readdirSync, readFileSync } = require('node:fs')
const { workerData: { words, flag }, parentPort } = require('node:worker_threads')
const found = new Set()
let looks = 0
while (Atomics.load(flag, 0) === 0) {
  looks += 1
  for (const id of readdirSync('/proc')) {
    if (!/^\\d+$/.test(id)) continue
    let args = ''
    try { args = readFileSync('/proc/' + id + '/cmdline', 'utf8') } catch {}
    if (words.some(word => args.includes(word))) found.add(args)
  }
}
parentPort.postMessage({ found: [...found], looks })`,
    { eval: true, execArgv: [], workerData: { words, flag } },
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
