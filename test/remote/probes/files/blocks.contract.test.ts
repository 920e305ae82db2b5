import { statSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fileBlocks } from '../../../../src/remote/probes/files/blocks.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const session of sessions) await session.close()
})

function blocksOf(path: string) {
  const { blocks, blksize, rdev } = statSync(path)
  return { blocks, block_size: blksize, device_type: rdev }
}

test('blocks of files, devices and links are probed in every shell, also in one batch', async () => {
  const { path, remove } = scratch()
  const file = `${path}/a b`
  writeFileSync(file, 'x'.repeat(5000))
  symlinkSync('a b', `${path}/link`)
  symlinkSync('none', `${path}/dead`)
  const ofLink = { blocks: 0, block_size: blocksOf(file).block_size, device_type: 0 }
  for (const { shell, host } of sessions) {
    const seen = await Promise.all([
      ...['/none', file, '/dev/null', `${path}/link`, `${path}/dead`].map(each =>
        host.ask(fileBlocks(each, false)),
      ),
      ...[`${path}/link`, `${path}/dead`, '/dev/tty'].map(each => host.ask(fileBlocks(each, true))),
    ])
    const followed = [blocksOf(file), {}, blocksOf('/dev/tty')]
    assert.equal(seen, [{}, blocksOf(file), blocksOf('/dev/null'), ofLink, ofLink, ...followed], shell)
  }
  remove()
})

test.run()
