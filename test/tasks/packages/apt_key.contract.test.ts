import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import aptKey from '../../../tasks/packages/apt_key.ts'
import { ARCHIVE, ARCHIVE_IDS, dearmored, EXPIRED, EXPIRED_ID } from '../../kit/openpgp-keys.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c) é`

const HOME = mkdtempSync(join(tmpdir(), 'drover-gpg-'))
test.after(() => rmSync(HOME, { recursive: true }))

/** The fingerprints that gpg reads from a keyring. */
function fingerprints(path: string): string[] {
  const words = ['--batch', '--no-options', '--homedir', HOME, '--with-colons', '--show-keys', '--', path]
  const text = execFileSync('gpg', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return [...text.matchAll(/^fpr:+([0-9A-F]{40}):/gm)].map(([, id = '']) => id)
}

contractRows('apt_key', aptKey, [
  {
    title: 'adds a key to a keyring with an odd name, and gpg can read it',
    params: { data: ARCHIVE, keyring: `@/${NAME}.gpg` },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/${NAME}.gpg`, dearmored(EXPIRED)),
    verify: root => assert.equal(fingerprints(`${root}/${NAME}.gpg`), [EXPIRED_ID, ...ARCHIVE_IDS]),
  },
  {
    title: 'adds a key from a file to an armored keyring, and gpg can read it',
    params: { file: `@/${NAME}`, keyring: '@/x.asc', id: ARCHIVE_IDS[0] },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/${NAME}`, dearmored(ARCHIVE)),
    verify: root => {
      assert.match(readFileSync(`${root}/x.asc`, 'utf8'), /^-----BEGIN PGP PUBLIC KEY BLOCK-----\n/)
      assert.equal(fingerprints(`${root}/x.asc`), ARCHIVE_IDS)
    },
  },
  {
    title: 'removes a key from an armored keyring',
    params: { id: EXPIRED_ID, keyring: '@/x.asc', state: 'absent' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/x.asc`, `${EXPIRED}\n${ARCHIVE}`),
    verify: root => assert.equal(fingerprints(`${root}/x.asc`), ARCHIVE_IDS),
  },
  {
    title: 'removes a keyring with its last key',
    params: { id: `0x${EXPIRED_ID.toLowerCase()}`, keyring: '@/x.gpg', state: 'absent' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/x.gpg`, dearmored(EXPIRED)),
    verify: root => assert.is(existsSync(`${root}/x.gpg`), false),
  },
  {
    title: 'finds a key in sync',
    params: { data: ARCHIVE, keyring: '@/x.gpg' },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/x.gpg`, dearmored(ARCHIVE)),
  },
])

test.run()
