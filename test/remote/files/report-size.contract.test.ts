import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { followSize, reportingSize } from '../../../src/remote/files/report-size.ts'
import { sh } from '../../../src/shell/quote.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const { close } of sessions) await close()
})

test('while a file is made, its size comes, and nothing of that is in the answer', async () => {
  const { path, remove } = scratch()
  await Promise.all(
    sessions.map(async ({ shell, host }) => {
      const sizes: (readonly [number, number | undefined])[] = []
      const script = sh`t=${join(path, shell)}
${reportingSize(sh`printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n' >"$t.head"
printf 12345 >"$t"
sleep 3
printf 67890 >>"$t"
echo made; echo said >&2`)}
test ! -e "$t.head"`
      const follower = followSize(script, (bytes, total) => sizes.push([bytes, total]))
      const answer = await host.run(script, { live: true })
      assert.ok(follower, shell)
      follower.onBytes('stderr', Buffer.from(`drover-bytes 5 10\n`))
      assert.equal(sizes, [[5, 10]], shell)
      assert.is(answer.stdout.toString(), 'made\n', shell)
      assert.is(answer.stderr.toString(), 'said\n', shell)
    }),
  )
  remove()
})

test('what fails has its own status and error output, at once', async () => {
  for (const { host } of sessions) {
    const answer = await host.run(sh`t=/nowhere\n${reportingSize(sh`echo no >&2; exit 7`)}\necho on`, {
      ok: 'any',
    })
    assert.is(answer.status, 7)
    assert.is(answer.stdout.toString(), '')
    assert.is(answer.stderr.toString(), 'no\n')
  }
})

test('any other script is not listened to', () => {
  assert.is(
    followSize(sh`echo hello`, () => {}),
    undefined,
  )
})

test.run()
