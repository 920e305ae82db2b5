import { InputError } from '../errors.ts'
import type { DnsAnswer, DnsQuery } from '../functions/controller.ts'
import { lastLine, runProgram } from './run-program.ts'

/**
 * Node resolves names only asynchronously, and rendering is synchronous: another process resolves the name, and
 * prints the answer as JSON.
 */
const PROGRAM = `
const { Resolver } = require('node:dns').promises
let given = ''
process.stdin.on('data', part => { given += part }).on('end', async () => {
  const { name, type, servers } = JSON.parse(given)
  const resolver = new Resolver({ timeout: 5000, tries: 2 })
  try {
    if (servers.length > 0) resolver.setServers(servers)
    const records = await (type === 'PTR' ? resolver.resolvePtr(name) : resolver.resolve(name, type))
    process.stdout.write(JSON.stringify({ records: [records].flat() }))
  } catch (error) {
    process.stdout.write(JSON.stringify({ code: error.code || 'EFAILED', message: error.message }))
  }
})
`

/**
 * Returns the DNS records of a name, in the form of `node:dns`. Throws InputError if the process that resolves it
 * fails.
 */
export function resolveName(question: DnsQuery): DnsAnswer {
  const ended = runProgram(process.execPath, ['-e', PROGRAM], {
    input: JSON.stringify(question),
    seconds: 30,
  })
  if (ended.failure === undefined) return JSON.parse(ended.stdout)
  throw new InputError(
    `\`dig\` cannot ask for \`${question.name}\`: the process ${ended.failure}${lastLine(ended)}`,
  )
}
