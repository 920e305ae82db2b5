import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { KNOWN_FACTS } from '../../src/remote/facts/known.ts'
import { factsProbe } from '../../src/remote/facts/probe.ts'
import { openShell } from '../kit/shell-session.ts'

type Facts = Readonly<Record<string, unknown>>

/**
 * Facts that change from one second to the next, or whose values differ deliberately (docs/values.md). Only their
 * types are compared.
 */
const ALIKE = new Set([
  ...['date_time', 'uptime_seconds', 'loadavg', 'memfree_mb', 'memory_mb', 'env', 'fqdn', 'domain', 'mounts'],
  // Ansible runs with Debian's Python, even if others are installed.
  ...['python', 'python_version', 'lsb', 'system_capabilities', 'system_capabilities_enforced'],
  // Each tool looks for other traces of a virtual machine, and which of these exist depends on the installed
  // packages.
  ...['virtualization_type', 'virtualization_role', 'virtualization_tech_guest', 'virtualization_tech_host'],
])

/** Lists whose order does not matter. */
const SETS = new Set(['interfaces'])

/** Facts that no host of these tests has. */
const MISSING = /^(fibre_channel_wwn|selinux_python_present|gather_subset|module_setup)$/

/** Keys that only Ansible's facts of interfaces, mounts and dates have. */
const MORE = ['pciid', 'features', 'speed', 'tz_dst', 'hw_timestamp_filters', 'phc_index', 'timestamping']

const theirs = await ofAnsible()
const ours = await ofDrover()

test('every fact of Ansible is a fact of Drover, or is listed as unsupported', () => {
  const unknown = Object.keys(theirs).filter(name => !(name in ours) && !MISSING.test(name))
  assert.equal(unknown, [])
})

test('facts that do not change have the same values as with Ansible', () => {
  const names = Object.keys(theirs).filter(name => name in ours && !ALIKE.has(name))
  assert.ok(names.length > 80, `${names.length}`)
  for (const name of names) {
    const [one, other] = [ours[name], theirs[name]].map(plainOf)
    // Ansible reports the point release of Debian only if the program `lsb_release` is installed.
    if (name === 'distribution_version') assert.ok(`${one}.`.startsWith(`${other}.`), `${one} is no ${other}`)
    else if (SETS.has(name)) assert.equal((one as string[]).sort(), (other as string[]).sort(), name)
    else assert.equal(one, other, name)
  }
})

test('facts that change have the same keys as with Ansible', () => {
  for (const name of ['date_time', 'memory_mb', 'loadavg', 'python'])
    assert.equal(keysOf(ours[name]), keysOf(theirs[name]), name)
  assert.equal((theirs.mounts as object[]).map(stay), (ours.mounts as object[]).map(stay))
  assert.equal(
    (theirs.mounts as object[]).map(mount => keysOf(mount)),
    (ours.mounts as object[]).map(mount => keysOf(mount)),
  )
})

test('the facts that conditions may use before a host is connected are among the gathered facts', () => {
  const always = [...KNOWN_FACTS].filter(([, { isAlways }]) => isAlways).map(([name]) => name)
  assert.equal(
    always.filter(name => !(name in ours)),
    [],
  )
})

test.run()

/** Returns the parts of a mount that do not change from one second to the next. */
function stay(mount: object): unknown {
  const { device, fstype, size_total: total, mount: path } = mount as Record<string, unknown>
  return [device, path, fstype, total]
}

function keysOf(value: unknown): string[] {
  return Object.keys(value as object)
    .filter(key => !MORE.includes(key))
    .sort()
}

/** Sorts the keys of maps and removes those that only Ansible has. */
function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(keysOf(value).map(key => [key, plainOf((value as Facts)[key])]))
}

async function ofDrover(): Promise<Facts> {
  const { host, close } = await openShell('dash')
  const facts = await host.ask(factsProbe())
  await close()
  return facts
}

async function ofAnsible(): Promise<Facts> {
  const { stdout, stderr } = spawnSync('ansible', ['localhost', '-c', 'local', '-m', 'setup'], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: {
      ...process.env,
      ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
      ANSIBLE_LOCALHOST_WARNING: 'False',
    },
  })
  const start = stdout.indexOf('{')
  if (start < 0) throw new Error(stderr)
  const { ansible_facts: facts } = JSON.parse(stdout.slice(start)) as { ansible_facts: Facts }
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name.replace(/^ansible_/, ''), value]),
  )
}
