import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openInitSystem } from '../../kit/init-system.ts'
import { outcomesOf, type RowOutcome } from './harness.ts'
import { OWN_SYSTEM } from './own-system.ts'

/** DROVER_ROWS runs only the rows whose names match it, so that the referee need not run for all. */
const ROWS = OWN_SYSTEM.filter(({ name }) => new RegExp(process.env.DROVER_ROWS ?? '').test(name))

/** The paths outside of `/etc`, `/run` and `/usr` that the rows change. */
const SETUP = [
  'ip link set lo up',
  'cp -a /var/lib/selinux /mnt/policy && mount --bind /mnt/policy /var/lib/selinux',
  'mkdir /mnt/dpkg /mnt/dpkg-work',
  'mount -t overlay overlay -o lowerdir=/var/lib/dpkg,upperdir=/mnt/dpkg,workdir=/mnt/dpkg-work /var/lib/dpkg',
]

/** The outcomes of all rows, on a system and a network that only one tool has used. */
async function onOwnSystem(tool: 'ansible' | 'drover'): Promise<Readonly<Record<string, RowOutcome>>> {
  const system = await openInitSystem('init', [], SETUP, ['--net'])
  try {
    return outcomesOf(tool, ROWS, system.connection)
  } finally {
    await system.close()
  }
}

let outcomes: Readonly<Record<'ansible' | 'drover', Readonly<Record<string, RowOutcome>>>>

test('both tools run the rows on a separate system', async () => {
  // Recorded rows need no system. New rows need DROVER_REFEREE=record, and the collections of Debian's package `ansible`.
  const isRecorded = process.env.DROVER_REFEREE === undefined
  const ansible = isRecorded ? outcomesOf('ansible', ROWS) : await onOwnSystem('ansible')
  outcomes = { ansible, drover: await onOwnSystem('drover') }
})

for (const { name, differs } of ROWS)
  test(`${name}: ${differs === undefined ? 'as with Ansible' : `differs from Ansible deliberately: ${differs}`}`, () => {
    const { ansible, drover } = outcomes
    if (differs === undefined) assert.equal(drover[name], ansible[name])
    else assert.not.equal(drover[name], ansible[name])
  })

test.run()
