import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fault } from './fault.ts'
import { type FaultHost, openHost } from './host.ts'
import { type Link, openLink } from './link.ts'
import { openSite, type Site } from './site.ts'

let box: FaultHost
let other: FaultHost
let link: Link
let site: Site
test.before(async () => {
  box = await openHost()
  other = await openHost()
  link = await openLink(box.port)
  box.isAlsoAt(link.port)
  site = await openSite({ box: box.target({ port: link.port }), other: other.target() })
})
test.after(async () => {
  site?.close()
  await link?.close()
  await box?.close()
  await other?.close()
})

/** A reason why a host is unreachable: how to inject and end it, and the expected error and hint. */
interface Refusal {
  readonly title: string
  readonly inject: () => unknown
  readonly heal: () => unknown
  readonly reason: RegExp
  readonly hint: RegExp
  /** The host's address if it is not the link. */
  readonly address?: string
  /** Seconds within which the error is reported. */
  readonly seconds: number
}

const knownHosts = (): string => box.target().knownHostsFile ?? ''
let known = ''
const knowsInstead = (text: (known: string) => string): void => {
  known = readFileSync(knownHosts(), 'utf8')
  writeFileSync(knownHosts(), text(known))
}
const knowsAgain = (): void => writeFileSync(knownHosts(), known)
/** Replaces the host's key with that of another host. */
const otherKey = (text: string): string => {
  const [, key = ''] = /^\S+ (.*)/.exec(readFileSync(other.target().knownHostsFile ?? '', 'utf8')) ?? []
  return text.replace(/ .*/g, ` ${key}`)
}
const nothing = (): void => {}

const REFUSALS: readonly Refusal[] = [
  {
    title: 'the connection is refused',
    inject: () => link.become('refusing'),
    heal: () => link.become('up'),
    reason: /the connection was refused/,
    hint: /is sshd running there, and on this port\?/,
    seconds: 10,
  },
  {
    title: 'the connection is accepted, but nothing answers',
    inject: () => link.become('silent'),
    heal: () => link.become('up'),
    reason: /no response within 10 s/,
    hint: /is the host up\? Is there a firewall in between\?/,
    seconds: 20,
  },
  {
    title: 'the connection is accepted and then reset',
    inject: () => link.become('resetting'),
    heal: () => link.become('up'),
    reason: /it closed the connection/,
    hint: /its sshd may have reached MaxStartups/,
    seconds: 60,
  },
  {
    title: 'the name does not resolve',
    inject: nothing,
    heal: nothing,
    address: 'no-such-host.invalid',
    reason: /its name does not resolve/,
    hint: /set `address` in the inventory/,
    seconds: 10,
  },
  {
    title: 'there is no route',
    inject: nothing,
    heal: nothing,
    // A multicast address, to which no connection is possible.
    address: '224.0.0.1',
    reason: /there is no route to it/,
    hint: /check the address and the network/,
    seconds: 10,
  },
  {
    title: 'no key is accepted',
    inject: () => renameSync(box.keysFile, `${box.keysFile}.away`),
    heal: () => renameSync(`${box.keysFile}.away`, box.keysFile),
    reason: /it accepted none of our keys/,
    hint: /check the user `root` and the key, or give a password with `-k`/,
    seconds: 10,
  },
  {
    title: 'the host key is unknown',
    inject: () => knowsInstead(() => ''),
    heal: knowsAgain,
    reason: /its host key is unknown: nothing was sent/,
    hint: /`run hosts trust box` shows its fingerprint/,
    seconds: 10,
  },
  {
    title: 'the host key is a different one',
    inject: () => knowsInstead(otherKey),
    heal: knowsAgain,
    reason: /its host key differs from the known one: nothing was sent/,
    hint: /find out why/,
    seconds: 10,
  },
]

for (const { title, inject, heal, reason, hint, address = '127.0.0.1', seconds } of REFUSALS) {
  fault(title, 3, async ({ random }) => {
    site.reset()
    const words = random(2) === 0 ? ['--no-persist'] : []
    const inventory = JSON.parse(readFileSync(join(site.folder, 'inventory/hosts.yml'), 'utf8'))
    inventory.all.hosts.box.address = address
    writeFileSync(join(site.folder, 'hosts.json'), JSON.stringify(inventory))
    const logins = attempts()
    await inject()
    try {
      const run = ['playbook', '-i', 'hosts.json', 'site.yml', '-o', 'lines', ...words]
      const { end, output, milliseconds } = await site.start(run, { bound: seconds * 3 }).ended
      assert.is(end, 4, output)
      const label = new RegExp(`box \\(${address}, port ${link.port}, user root\\): `)
      for (const wanted of [label, reason, hint])
        assert.match(output, wanted, `not told: ${wanted}\n${output}`)
      assert.equal([site.progress('box'), site.progress('other')], ['old', 'new'], output)
      assert.ok(milliseconds < seconds * 1000 + site.milliseconds * 3, `told after ${milliseconds} ms`)
      assert.ok(attempts() - logins <= 1, 'a login was tried again')
      return 'told, and not repeated'
    } finally {
      await heal()
    }
  })
}

/** The number of logins that the host has refused. */
function attempts(): number {
  const log = readFileSync(join(box.folder, 'log'), 'utf8')
  return log.match(/^Connection (closed|reset) by authenticating user/gm)?.length ?? 0
}

test('once all faults have ended, the host is reachable again', () => site.assertConverges())

test.run()
