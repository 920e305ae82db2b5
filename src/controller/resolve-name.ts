import { InputError } from '../errors.ts'
import type { DnsAnswer, DnsQuestion } from '../functions/controller.ts'
import { lastLine, runProgram } from './run-program.ts'

/** Node asks name servers by promises only, and what is rendered waits: another process asks, and prints the answer as JSON. */
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

/** The records that name servers have of a name, as `node:dns` gives them. Throws InputError if they cannot be asked. */
export function resolveName(question: DnsQuestion): DnsAnswer {
  const ended = runProgram(process.execPath, ['-e', PROGRAM], {
    input: JSON.stringify(question),
    seconds: 30,
  })
  if (ended.failure === undefined) return JSON.parse(ended.stdout)
  throw new InputError(
    `\`dig\` cannot ask for \`${question.name}\`: the process ${ended.failure}${lastLine(ended)}`,
  )
}
