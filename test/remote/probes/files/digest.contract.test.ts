import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertDefined } from '../../../../src/base/assert-defined.ts'
import { findProgram } from '../../../../src/base/find-program.ts'
import { filesScript, parseFiles } from '../../../../src/remote/probes/files/files.ts'
import type { FileState } from '../../../../src/remote/probes/files/stat-line.ts'
import type { DigestAlgorithm } from '../../../../src/remote/subject.ts'
import { REQUIRED } from '../../../kit/open-shells.ts'
import { putProgram } from '../../../kit/put-program.ts'
import { shellWords } from '../../../kit/shells.ts'

const root = mkdtempSync(join(tmpdir(), 'drover-digests-'))
test.after(() => rmSync(root, { recursive: true, force: true }))

const small = join(root, 'small')
const almost = join(root, 'almost large')
const large = join(root, '-large\nx\\')
writeFileSync(small, 'small')
writeFileSync(almost, Buffer.alloc(9_999_999, 'almost'))
writeFileSync(large, Buffer.alloc(10_000_000, 'large'))

const log = join(root, 'log')
const openssl = assertDefined(findProgram('openssl'), 'openssl')

/** The digests of files on a host with this openssl script, and whether it was used. */
function digestsIn(shell: string, paths: readonly string[], algorithm: DigestAlgorithm, does: string) {
  putProgram(root, 'openssl', `: >${log}\n${does}`)
  rmSync(log, { force: true })
  const parts = [{ kind: 'file states', paths, digest: algorithm } as const]
  const [word = '', ...words] = shellWords(shell)
  const script = `PATH=${root}:$PATH\n${filesScript(parts).text}`
  const stdout = execFileSync(word, [...words, '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const states = parseFiles({ status: 0, stdout, stderr: Buffer.alloc(0) }, parts)[0]
  return {
    digests: states?.map(state => (state as FileState).digest),
    isUsed: existsSync(log),
  }
}

const WORKING = `exec ${openssl} "$@"`

/** Files, algorithm, script of openssl, and whether openssl is used. */
const ROWS: [string, string[], DigestAlgorithm, string, boolean][] = [
  ['a large file by openssl', [large], 'sha256', WORKING, true],
  ['a large file among small ones by openssl', [small, large], 'sha512', WORKING, true],
  ['small files without openssl', [small, almost], 'sha256', WORKING, false],
  // In FIPS mode, openssl refuses MD5.
  ['the MD5 of a large file without openssl', [large], 'md5', WORKING, false],
  ['a large file, if openssl fails', [small, large], 'sha256', 'exit 1', true],
  ['a large file, if openssl fails midway', [small, large], 'sha1', `${openssl} "$@"; exit 1`, true],
]

for (const [title, paths, algorithm, does, isUsed] of ROWS)
  test(`the host digests ${title}`, () => {
    const digests = paths.map(path => createHash(algorithm).update(readFileSync(path)).digest('hex'))
    for (const shell of REQUIRED)
      assert.equal(digestsIn(shell, paths, algorithm, does), { digests, isUsed }, shell)
  })

test.run()
