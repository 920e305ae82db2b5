// Loads a playbook in TypeScript in a separate process, because it is the user's code. Writes one line of JSON to
// the last channel: the plays, or the error. A map is written as `{m, at}`, with `at` as the stack of the call that
// created it, and a tagged value as `{t, v}`.

const { writeSync } = require('node:fs')

const [file, jitiModule, playbookModule] = process.argv.slice(2)

const print = message => {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`)
  for (let written = 0; written < bytes.length; ) written += writeSync(3, bytes, written)
}

run().then(
  () => process.exit(0),
  error => {
    print({ error: error?.message ?? String(error), stack: String(error?.stack ?? '') })
    process.exit(1)
  },
)

async function run() {
  // In a play with many tasks, there are many calls between a task and the file.
  Error.stackTraceLimit = 100
  const { createJiti } = require(jitiModule)
  const jiti = createJiti(file, { alias: { 'drover/playbook': playbookModule }, fsCache: false })
  const exported = await jiti.import(file, { default: true })
  const plays = typeof exported === 'function' ? await exported() : exported
  if (!Array.isArray(plays))
    throw new Error('its default export is neither `definePlaybook([…])` nor a function that returns it')
  print({ plays: written(plays, 'the playbook') })
}

const TAGS = new Set(['!expr', '!unsafe', '!secret'])

/** `around`: the lists and maps that contain the value. */
function written(value, where, around = []) {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (around.includes(value)) throw new Error(`${where} contains itself`)
  const within = [...around, value]
  if (Array.isArray(value)) return value.map((each, nth) => written(each, `${where}[${nth}]`, within))
  if (typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value)))
    throw new Error(
      `${where} is no plain data: ${typeof value === 'object' ? value.constructor?.name : typeof value}`,
    )
  if (TAGS.has(value.tag)) return { t: value.tag, v: written(value.value, where, within) }
  // Only maps that the functions of `drover/playbook` create have a stack as a hidden property; the user's own maps
  // have none.
  const isPlaced = 'entry' in value && 'stack' in value && !Object.keys(value).includes('stack')
  const map = isPlaced ? value.entry : value
  const entries = Object.entries(map).filter(([, each]) => each !== undefined)
  const m = Object.fromEntries(entries.map(([key, each]) => [key, written(each, `${where}.${key}`, within)]))
  return isPlaced ? { m, at: value.stack } : { m }
}
