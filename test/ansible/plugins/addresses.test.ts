import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileJinjaTemplate } from '../../../src/ansible/program.ts'

const context = { has: () => false, get: () => undefined }

/** Expected values from the documentation of ansible.utils and from Python's netaddr. */
const ROWS: readonly (readonly [expression: string, value: string])[] = [
  ["'192.0.2.1' | ansible.utils.ipaddr", '192.0.2.1'],
  ["'192.0.2.256' | ipaddr", 'False'],
  ["'x' | ipaddr", 'False'],
  ["'192.0.2.1/24' | ipaddr('address')", '192.0.2.1'],
  ["'192.0.2.1/24' | ipaddr('network')", '192.0.2.0'],
  ["'192.0.2.1/24' | ipaddr('netmask')", '255.255.255.0'],
  ["'192.0.2.1/24' | ipaddr('broadcast')", '192.0.2.255'],
  ["'192.0.2.1/24' | ipaddr('prefix')", '24'],
  ["'192.0.2.1/255.255.255.0' | ipaddr('prefix')", '24'],
  ["'192.0.2.1/24' | ipaddr('subnet')", '192.0.2.0/24'],
  ["'192.0.2.1/24' | ipaddr('network/prefix')", '192.0.2.0/24'],
  ["'192.0.2.1/24' | ipaddr('host/prefix')", '192.0.2.1/24'],
  ["'192.0.2.0/24' | ipaddr('net')", '192.0.2.0/24'],
  ["'192.0.2.1/24' | ipaddr('net')", ''],
  ["'192.0.2.0/24' | ipaddr('size')", '256'],
  ["'192.0.2.0/24' | ipaddr('1')", '192.0.2.1/24'],
  ["'192.0.2.0/24' | ipaddr(-2)", '192.0.2.254/24'],
  ["'192.0.2.0/24' | ipaddr('first_usable')", '192.0.2.1'],
  ["'192.0.2.0/24' | ipaddr('last_usable')", '192.0.2.254'],
  ["'192.0.2.0/24' | ipaddr('range_usable')", '192.0.2.1-192.0.2.254'],
  ["'192.0.2.0/24' | ipaddr('wildcard')", '0.0.0.255'],
  ["'192.0.2.1' | ipaddr('revdns')", '1.2.0.192.in-addr.arpa.'],
  ["'10.1.2.3' | ipaddr('private')", '10.1.2.3'],
  ["'10.1.2.3' | ipaddr('public')", ''],
  ["'10.1.2.3' | ipaddr('10.0.0.0/8')", '10.1.2.3'],
  ["'11.1.2.3' | ipaddr('10.0.0.0/8')", ''],
  ["'192.0.2.0/24' | nthhost(5)", '192.0.2.5'],
  ["'192.0.2.0/24' | ansible.utils.nthhost(300)", 'False'],
  ["'192.0.2.1' is ansible.utils.ipv4", 'True'],
  ["'192.0.2.1' is ansible.utils.ipv6", 'False'],
  ["'192.0.2.1' is ansible.utils.in_network '192.0.2.0/24'", 'True'],
  ["'02:00:00:ab:cd:ef' is ansible.utils.mac", 'True'],
  ["['192.0.2.1', 'x', '2001:db8::1'] | ipaddr", "['192.0.2.1', '2001:db8::1']"],
  ["['192.0.2.1', '2001:db8::1'] | ipv4", "['192.0.2.1']"],
  ["['192.0.2.1', '2001:db8::1'] | ipv6", "['2001:db8::1']"],
  ["'2001:db8::1' | ipwrap", '[2001:db8::1]'],
  ["'2001:db8::1/64' | ipwrap", '[2001:db8::1]/64'],
  ["'192.0.2.1' | ipwrap", '192.0.2.1'],
  ["'host' | ipwrap", 'host'],
  ["['host', '2001:db8::1'] | ipwrap", "['host', '[2001:db8::1]']"],
  ["'2001:DB8:0:0:1:0:0:1/64' | ipaddr('address')", '2001:db8::1:0:0:1'],
  ["'2001:db8::1/64' | ipaddr('network')", '2001:db8::'],
  ["'2001:db8::/32' | ipaddr('size')", '79228162514264337593543950336'],
  ["'::ffff:192.0.2.1' | ipaddr('version')", '6'],
  ["'fe80::1' | ipaddr('link-local')", 'fe80::1'],
  [
    "'2001:db8::1' | ipaddr('revdns')",
    '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.',
  ],
]

for (const [expression, value] of ROWS) {
  test(`\`${expression}\` is ${value}`, () => {
    assert.is(compileJinjaTemplate(`{{ ${expression} }}`).render(context), value)
  })
}

test('an unknown query of `ipaddr` is refused', () => {
  assert.throws(
    () => compileJinjaTemplate("{{ '192.0.2.1' | ipaddr('nowhere') }}").render(context),
    /knows no query `nowhere`/,
  )
})

test.run()
