import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isMysqlPassword, nativeHash } from '../../../src/task-lib/mysql/password.ts'

const NATIVE = 'mysql_native_password'

/** A digest of SHA-crypt, from the example of hashcat's mode 7401. */
const SHA2 = '$A$005$\u0011?aB1 cdefghij\u007fklmnog3GUa5keYYtvMVmFQrPVFVo1uMdPBEthVkmsoZqRE42'

const ROWS: readonly (readonly [string, string, string, boolean | undefined])[] = [
  // The example of MySQL's manual, "PASSWORD(str)".
  [NATIVE, '*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29', 'test', true],
  [NATIVE, '*94bdcebe19083ce2a1f959fd02f964c7af4cfc29', 'test', true],
  ['', '*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29', 'Test', false],
  [NATIVE, '', '', true],
  ['caching_sha2_password', SHA2, 'test', true],
  ['caching_sha2_password', SHA2, 'Test', false],
  ['caching_sha2_password', 'not a hash', 'test', false],
  ['caching_sha2_password', '', '', true],
  ['ed25519', 'ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY', 'secret', undefined],
]

for (const [plugin, stored, password, is] of ROWS)
  test(`${plugin || 'no plugin'}: ${stored || 'nothing'} and ${password || 'nothing'}: ${is}`, () => {
    assert.is(isMysqlPassword(plugin, stored, password), is)
  })

test('hashes a password for the native plugin', () => {
  assert.is(nativeHash('test'), '*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29')
})

test.run()
