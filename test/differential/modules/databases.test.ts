import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startMariadb, startPostgres, startRedis } from '../../kit/database-servers.ts'
import { DATABASES, REDIS } from './databases.ts'
import { outcomesOf, type RowOutcome } from './harness.ts'

/** The outcomes of all rows, on servers that only one tool has used. */
async function onOwnServers(tool: 'ansible' | 'drover'): Promise<Readonly<Record<string, RowOutcome>>> {
  const [postgres, mariadb, redis] = [await startPostgres(), await startMariadb(), await startRedis(REDIS)]
  process.env.DROVER_POSTGRES = postgres.socket
  process.env.DROVER_MARIADB = mariadb.socket
  try {
    return outcomesOf(tool, ROWS)
  } finally {
    await postgres.stop()
    await mariadb.stop()
    await redis.stop()
  }
}

/** DROVER_ROWS runs only the rows whose names match it. */
const ROWS = DATABASES.filter(({ name }) => new RegExp(process.env.DROVER_ROWS ?? '').test(name))

let outcomes: Readonly<Record<'ansible' | 'drover', Readonly<Record<string, RowOutcome>>>>

test('both tools run the rows of databases', async () => {
  // Recorded rows need no server. New rows need DROVER_REFEREE=record, and the collections of Debian's package `ansible`.
  const isRecorded = process.env.DROVER_REFEREE === undefined
  const ansible = isRecorded ? outcomesOf('ansible', ROWS) : await onOwnServers('ansible')
  outcomes = { ansible, drover: await onOwnServers('drover') }
})

for (const { name, differs } of ROWS)
  test(`${name}: ${differs === undefined ? 'as with Ansible' : `differs from Ansible deliberately: ${differs}`}`, () => {
    const { ansible, drover } = outcomes
    if (differs === undefined) assert.equal(drover[name], ansible[name])
    else assert.not.equal(drover[name], ansible[name])
  })

test.run()
