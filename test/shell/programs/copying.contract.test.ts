import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertDefined } from '../../../src/base/assert-defined.ts'
import { findProgram } from '../../../src/base/find-program.ts'
import { RemoteFunctions } from '../../../src/shell/programs/remote-functions.ts'
import { REQUIRED } from '../../kit/open-shells.ts'
import { putProgram } from '../../kit/put-program.ts'
import { shellWords } from '../../kit/shells.ts'

const root = mkdtempSync(join(tmpdir(), 'drover-copying-'))
test.after(() => rmSync(root, { recursive: true, force: true }))

/** More than a pipe can hold, and more than one block of any way to copy. */
const content = Buffer.alloc(2_500_003, 'content of a large file\n')
const next = 'the next frame\n'
const stream = Buffer.concat([content, Buffer.from(next)])

const PROGRAMS = new RemoteFunctions().missingFor('d_copy_bytes').join('\n')

const COUNTING = 'dd bs=131072 count=2500003 iflag=fullblock,count_bytes'
const HEAD = 'head -c 2500003'
const REFUSING = 'case $* in *count_bytes*) exit 1;; esac'
const GREEDY = 'cat; exit'

/** Scripts that run before the real `dd` and `head` of a host, and the last call that copies. */
const ROWS: [string, { dd?: string; head?: string }, string][] = [
  ['dd counts bytes', {}, COUNTING],
  ['dd counts bytes, and head reads past its count', { head: GREEDY }, COUNTING],
  ['dd counts blocks', { dd: `set -- "$1" "$2" "\${3%,*}"` }, HEAD],
  ['dd refuses to count bytes', { dd: REFUSING }, HEAD],
  ['there is no dd', { dd: 'exit 127' }, HEAD],
  [
    'dd copies whole blocks only, and head reads past its count',
    { dd: REFUSING, head: GREEDY },
    `dd bs=${2_500_003 - 2 * 1024 * 1024} count=1 iflag=fullblock`,
  ],
]

for (const [title, programs, copies] of ROWS)
  test(`no byte beyond the content is copied if ${title}`, () => {
    const log = join(root, 'log')
    for (const name of ['dd', 'head'] as const) {
      const real = assertDefined(findProgram(name), name)
      putProgram(root, name, `echo "${name} $*" >>${log}\n${programs[name] ?? ''}\nexec ${real} "$@"`)
    }
    for (const shell of REQUIRED) {
      const [word = '', ...words] = shellWords(shell)
      // The applets of busybox would replace the programs.
      const script = `PATH=${root}:$PATH\n${PROGRAMS}\nd_copy_bytes ${content.length} >${root}/copy\ncat`
      const rest = execFileSync(word, [...words, '-c', script], { input: stream, encoding: 'utf8' })
      assert.is(rest, next, shell)
      assert.ok(readFileSync(join(root, 'copy')).equals(content), shell)
      assert.is(readFileSync(log, 'utf8').trimEnd().split('\n').at(-1), copies, shell)
    }
  })

test.run()
