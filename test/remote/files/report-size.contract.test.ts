import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { followSize, reportingSize } from '../../../src/remote/files/report-size.ts'
import { sh } from '../../../src/shell/quote.ts'
import { scratch } from '../../kit/local-session.ts'
import { closingShells, SHELLS } from '../../kit/open-shells.ts'

const openShell = closingShells()

test('while a file is being made, its size is reported, and the reports are not part of the response', async () => {
  const { path, remove } = scratch()
  await Promise.all(
    SHELLS.map(async shell => {
      const reports: unknown[] = []
      const { host } = await openShell(shell, {
        onProgress: report => {
          reports.push(report)
          writeFileSync(join(path, `${shell}.seen`), '')
        },
      })
      const script = sh`t=${join(path, shell)}
${reportingSize(sh`printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n' >"$t.head"
printf 12345 >"$t"
until [ -e "$t.seen" ]; do sleep 1; done
printf 67890 >>"$t"
echo made; echo said >&2`)}
test ! -e "$t.head"`
      const answer = await host.run(script, { title: 'make it', timeout: 60_000 })
      assert.equal(reports[0], { work: 'make it', bytes: 5, total: 10 }, shell)
      assert.is(answer.stdout.toString(), 'made\n', shell)
      assert.is(answer.stderr.toString(), 'said\n', shell)
    }),
  )
  remove()
})

test('a failing script returns its own exit code and stderr at once', async () => {
  for (const shell of SHELLS) {
    const { host } = await openShell(shell)
    const answer = await host.run(sh`t=/nowhere\n${reportingSize(sh`echo no >&2; exit 7`)}\necho on`, {
      ok: 'any',
    })
    assert.is(answer.status, 7)
    assert.is(answer.stdout.toString(), '')
    assert.is(answer.stderr.toString(), 'no\n')
  }
})

test('other scripts report no size', () => {
  assert.is(
    followSize(sh`echo hello`, () => {}),
    undefined,
  )
})

test.run()
