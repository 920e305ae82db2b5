import type { LabHost } from './addresses.ts'
import { controllerAddress } from './addresses.ts'
import { isFrozen } from './cgroups.ts'
import { chosenHosts } from './herd.ts'
import { isRunning } from './machine.ts'
import { isLinkUp } from './network.ts'
import { answeringHosts, systemState } from './ready.ts'
import { isServing } from './server.ts'

export type Row = { name: string; address: string; power: string; link: string; ssh: string; system: string }

/** Returns the state of the lab as a table, and whether all hosts and the server work. */
export async function status(): Promise<{ text: string; isHealthy: boolean }> {
  const hosts = await chosenHosts([])
  const answering = await answeringHosts(hosts)
  const rows = await Promise.all(hosts.map(host => rowOf(host, answering)))
  const serving = await isServing()
  const server = `archives and packages at http://${controllerAddress}/: ${serving ? 'served' : 'NOT served'}\n`
  return { text: table(rows) + server, isHealthy: serving && rows.every(isHealthy) }
}

async function rowOf(host: LabHost, answering: ReadonlySet<string>): Promise<Row> {
  const { name, address, kind } = host
  const frozen = isFrozen(name)
  const power = isRunning(name) ? 'on' : 'off'
  return {
    name,
    address,
    power: frozen ? 'frozen' : power,
    link: (await isLinkUp(host)) ? 'up' : 'down',
    ssh: answering.has(address) ? 'answers' : 'silent',
    system: kind === 'light' || frozen ? '-' : await systemState(name),
  }
}

const isHealthy = (row: Row) => row.power === 'on' && row.link === 'up' && row.ssh === 'answers'

/** Formats rows as columns with titles. */
export function table(rows: readonly Row[]): string {
  const titles: Row = {
    name: 'HOST',
    address: 'ADDRESS',
    power: 'POWER',
    link: 'LINK',
    ssh: 'SSH',
    system: 'SYSTEM',
  }
  const all = [titles, ...rows]
  const columns = Object.keys(titles) as (keyof Row)[]
  const widths = columns.map(column => Math.max(...all.map(row => row[column].length)))
  const line = (row: Row) =>
    columns
      .map((column, index) => row[column].padEnd(widths[index]!))
      .join('  ')
      .trimEnd()
  return all.map(row => `${line(row)}\n`).join('')
}
