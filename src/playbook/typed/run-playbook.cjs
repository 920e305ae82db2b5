// Loads a playbook in TypeScript in a process of its own: it is the user's code. The last channel gets one line of JSON, its plays or
// what went wrong. A map is written as `{m, at}`, `at` being the stack of the call that made it, and a tagged value as `{t, v}`.

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
  // A play of many tasks has many calls between a task and the file.
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

/** `around`: the lists and maps that the value is in. */
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
  // Maps of the user are not taken for what the functions of `drover/playbook` make: that has a stack which is not listed.
  const isPlaced = 'entry' in value && 'stack' in value && !Object.keys(value).includes('stack')
  const map = isPlaced ? value.entry : value
  const entries = Object.entries(map).filter(([, each]) => each !== undefined)
  const m = Object.fromEntries(entries.map(([key, each]) => [key, written(each, `${where}.${key}`, within)]))
  return isPlaced ? { m, at: value.stack } : { m }
}
