import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { editHba, type HbaRule, hbaRules, hbaSource } from '../../../src/task-lib/text/pg-hba.ts'

const FILE = `# local is for sockets
local   all             postgres                                peer
# TYPE  DATABASE        USER            ADDRESS                 METHOD

local   all             all                                     peer
# IPv4:
host    all             all             127.0.0.1/32            scram-sha-256 # here
host    all             all             0.0.0.0/0               reject
`
const RULE: HbaRule = { type: 'host', db: 'app', usr: 'app', src: '10.0.0.0/8', method: 'md5' }
const edit = (text: string, rule: Partial<HbaRule>, isPresent = true, overwrite = false) =>
  editHba(text, { changes: [{ rule: { ...RULE, ...rule }, isPresent }], overwrite })

test('a new rule is added before the first less specific rule, directly after the rule above it', () => {
  const added = edit(FILE, {})
  assert.is(added, FILE.replace('# here\n', '# here\nhost\tapp\tapp\t10.0.0.0/8\tmd5\n'))
  assert.is(edit(added, {}), added)
  const local = edit(FILE, { type: 'local', db: 'app', usr: 'x', src: undefined, method: 'peer' })
  assert.ok(local.startsWith('# local is for sockets\nlocal\tapp\tx\tpeer\nlocal   all             postgres'))
})

test('a rule for the same source, database and user is changed in place and keeps its comment', () => {
  const changed = edit(FILE, { db: 'all', usr: 'all', src: '127.0.0.1/32', type: 'hostssl', method: 'cert' })
  assert.is(changed, FILE.replace(/host .*127.*\n/, 'hostssl\tall\tall\t127.0.0.1/32\tcert\t# here\n'))
  const commented = edit(changed, { ...hbaRules(changed)[2], comment: 'new' })
  assert.match(commented, /\tcert\t#new\n/)
})

test('`hostssl` and `hostnossl` rules of the same source are both kept; other duplicates are merged', () => {
  const one = edit('hostssl a b all md5\n', {
    type: 'hostnossl',
    db: 'a',
    usr: 'b',
    src: 'all',
    method: 'reject',
  })
  assert.equal(
    hbaRules(one).map(({ type }) => type),
    ['hostssl', 'hostnossl'],
  )
  const two = edit('host a b all md5\n#x\nhost a b all trust\n', { db: 'a', usr: 'b', src: 'all' })
  assert.is(two, 'host a b all md5\n#x\n')
})

test('a rule is removed whatever its method, and with `overwrite` all other rules are removed', () => {
  assert.is(edit(FILE, { db: 'all', usr: 'all', src: '0.0.0.0/0' }, false), FILE.replace(/.*reject\n/, ''))
  assert.is(edit(FILE, {}, false), FILE)
  assert.equal(hbaRules(edit(FILE, {}, true, true)), [RULE])
})

test('rules are read in all of their forms, and other lines are kept', () => {
  const text = `host "a b",c, d "x#y" 10.1.2.3 255.0.0.0 ldap ldapserver=x "ldapprefix=a b"#c
hostssl all all ::1 scram-sha-256
host all all fe80:: ffff:: md5
host all all .example.net trust
include_if_exists other.conf
host all \\
  all samenet trust
host all all
`
  assert.equal(hbaRules(text), [
    {
      ...{ type: 'host', db: '"a b",c,d', usr: '"x#y"', src: '10.0.0.0/8', method: 'ldap' },
      ...{ options: 'ldapserver=x "ldapprefix=a b"', comment: 'c' },
    },
    { type: 'hostssl', db: 'all', usr: 'all', src: '::1/128', method: 'scram-sha-256' },
    { type: 'host', db: 'all', usr: 'all', src: 'fe80::/16', method: 'md5' },
    { type: 'host', db: 'all', usr: 'all', src: '.example.net', method: 'trust' },
    { type: 'host', db: 'all', usr: 'all', src: 'samenet', method: 'trust' },
  ])
  assert.is(edit(text, {}, false), text)
})

test('a rule is added after a last line without a line end, and to an empty file', () => {
  assert.is(edit('local all all peer', {}), 'local all all peer\nhost\tapp\tapp\t10.0.0.0/8\tmd5\n')
  assert.is(edit('', {}), 'host\tapp\tapp\t10.0.0.0/8\tmd5\n')
})

test('an invalid netmask gives no source', () => {
  assert.equal(
    [hbaSource('10.1.1.1', '255.0.255.0'), hbaSource('x', '255.0.0.0'), hbaSource('10.1.1.1/33')],
    [undefined, undefined, '10.1.1.1/33'],
  )
})

test.run()
