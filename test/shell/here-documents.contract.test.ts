import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withHereDocuments } from '../../src/shell/here-documents.ts'
import { joinShell, sh } from '../../src/shell/quote.ts'
import { openLocalSessions } from '../kit/local-session.ts'

const HOSTILE = `$HOME \`id\` \\ \\n "x" 'y'\nDROVER_END\n\n é $(id) \\\n`

test('each shell passes texts of here-documents to a command unchanged', async () => {
  const sessions = await openLocalSessions()
  for (const { shell, host, close } of sessions) {
    const command = withHereDocuments(sh`{ cat; cat <&5; }`, [
      { descriptor: 0, text: HOSTILE },
      { descriptor: 5, text: HOSTILE, firstLine: 'v' },
    ])
    const { stdout } = await host.run(joinShell([sh`v=${'$first \\'}`, command]))
    assert.is(stdout.toString(), `${HOSTILE}$first \\\n${HOSTILE}`, shell)
    await close()
  }
})

test('a here-document adds a final line break, and refuses a NUL byte', () => {
  assert.is(
    withHereDocuments(sh`cat`, [{ descriptor: 0, text: 'a' }]).text,
    "cat 0<<'DROVER_END'\na\nDROVER_END",
  )
  assert.throws(
    () => withHereDocuments(sh`cat`, [{ descriptor: 0, text: '\0' }]),
    /a NUL byte cannot be part/,
  )
})

test.run()
