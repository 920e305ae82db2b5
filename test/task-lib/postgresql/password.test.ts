import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isPostgresPassword, postgresVerifier } from '../../../src/task-lib/postgresql/password.ts'

// Verifiers that PostgreSQL 15.18 stored for `pencil` and for passwords that it normalizes with SASLprep.
const SCRAM =
  'SCRAM-SHA-256$4096:sm7oCGmvL2h+TXu1jxGnJg==$pJWRHkmJ0G6e/yASZdWQmkt/b3z5ptsG1tpkLFbHEho=:zYqVG/X7bnyjP/RCK68aRl4jh39SiHpQVIi/9RM3N58='
const PREPARED =
  'SCRAM-SHA-256$4096:PdgpwOPaMQZLy6whrmzxAg==$M7JWQSQf/jmW+DBZBJSvcSIySqIX/1cib7tCyVa2PqA=:1s7Xu+2mMQz7lx08YJ57JrbTmyl/3kSj8Ng4Ipa6FJo='
const MD5_OF_V3 = 'md5caeea019c541fd5df3e8c7816b511d67'

const ROWS: readonly (readonly [stored: string | null, password: string, user: string, is: boolean])[] = [
  [SCRAM, 'pencil', 'v1', true],
  [SCRAM, 'pencil', 'other', true],
  [SCRAM, 'Pencil', 'v1', false],
  [SCRAM, SCRAM, 'v1', true],
  [SCRAM, PREPARED, 'v1', false],
  [PREPARED, 'p\u00a0\u00aa\u20ac', 'v2', true],
  [PREPARED, 'p a\u20ac', 'v2', true],
  [PREPARED, 'p\u00ad a\u20ac', 'v2', true],
  [MD5_OF_V3, 'pencil', 'v3', true],
  [MD5_OF_V3, 'pencil', 'v4', false],
  [MD5_OF_V3, MD5_OF_V3, 'v3', true],
  [null, 'pencil', 'v1', false],
  [SCRAM.replace('4096', '99999999'), 'pencil', 'v1', false],
]

for (const [stored, password, user, is] of ROWS)
  test(`${stored?.slice(0, 30)}… is ${is ? '' : 'not '}of ${JSON.stringify(password.slice(0, 30))}`, () => {
    assert.is(isPostgresPassword(stored, password, user), is)
  })

test('a SCRAM verifier, in the form that the server stores, is sent instead of the password', () => {
  const verifier = postgresVerifier('pencil', 'v1', 'scram-sha-256')
  assert.match(verifier, /^SCRAM-SHA-256\$4096:/)
  assert.ok(isPostgresPassword(verifier, 'pencil', 'v1'))
  assert.is(postgresVerifier('pencil', 'v3', 'md5'), MD5_OF_V3)
  assert.is(postgresVerifier(SCRAM, 'v1', 'md5'), SCRAM)
})

test('a password that the server must normalize is sent as it is', () => {
  assert.is(postgresVerifier('é', 'v1', 'scram-sha-256'), 'é')
})

test.run()
