// Runs an inventory in TypeScript in a separate process, so that one that hangs can be ended. Writes lines of JSON
// to the last channel: first how long it may run and how long its content may be cached, then its content or an
// error.

const { writeSync } = require('node:fs')
const { Worker } = require('node:worker_threads')

const [file, jitiModule, inventoryModule, defaultTimeout] = process.argv.slice(2)

const print = message => writeSync(3, `${JSON.stringify(message)}\n`)

run().then(
  () => process.exit(0),
  error => {
    print({ error: error?.message ?? String(error), stack: String(error?.stack ?? '') })
    process.exit(1)
  },
)

async function run() {
  const loading = limitTo(Number(defaultTimeout))
  const { createJiti } = require(jitiModule)
  const jiti = createJiti(file, { alias: { 'drover/inventory': inventoryModule }, fsCache: false })
  const exported = await jiti.import(file, { default: true })
  const definition = typeof exported === 'function' ? { list: exported } : exported
  if (typeof definition?.list !== 'function')
    throw new Error('its default export is neither `defineInventory({list})` nor a function')
  const { timeout = Number(defaultTimeout), cache } = definition
  if (!(timeout > 0)) throw new Error(`\`timeout\` is a number of seconds, got \`${timeout}\``)
  if (cache !== undefined && !(cache?.seconds >= 0))
    throw new Error('`cache` is `{seconds}`, a number from 0 on')
  await loading.terminate()
  print({ timeout, seconds: cache?.seconds ?? 0 })
  limitTo(timeout)
  const content = await definition.list()
  print({ content: content === undefined ? null : content })
}

// A separate thread: code that never yields would keep timers from firing.
function limitTo(seconds) {
  return new Worker(
    'const { workerData } = require("node:worker_threads")\n' +
      'setTimeout(() => process.kill(process.pid, "SIGKILL"), workerData * 1000)',
    { eval: true, workerData: seconds },
  )
}
