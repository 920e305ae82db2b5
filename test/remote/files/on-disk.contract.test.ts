import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/remote/host.ts'
import { remoteHost } from '../../../src/remote/remote-host.ts'
import { ShellClient } from '../../../src/shell/client.ts'
import { BOOTSTRAP } from '../../../src/shell/programs/bootstrap.ts'
import { start } from '../../../src/transport/spawn.ts'
import { scratch } from '../../kit/local-session.ts'
import { shellWords } from '../../kit/shells.ts'

/** The system calls of a session that sync data to disk and rename files, in order. */
async function traceOf(work: (host: Host, path: string) => Promise<unknown>): Promise<string[]> {
  const { path, remove } = scratch()
  const trace = join(path, 'trace')
  const calls = 'trace=fsync,fdatasync,rename,renameat,renameat2'
  const words = ['strace', '-f', '-qq', '-e', calls, '-o', trace, ...shellWords('dash'), '-c', BOOTSTRAP]
  const protocol = new ShellClient(await start(words), 'box')
  protocol.begin()
  await protocol.ready
  await work(remoteHost('box', protocol), path)
  await protocol.close()
  const found = readFileSync(trace, 'utf8').split('\n')
  remove()
  return found.flatMap(line => {
    const [, call = '', rest = ''] = /^\d+ +(f\w*sync|rename\w*)\((.*)/.exec(line) ?? []
    return call === '' || !rest.endsWith('= 0') ? [] : [call.replace(/^rename.*/, 'rename')]
  })
}

const WAYS: readonly (readonly [string, (host: Host, path: string) => Promise<unknown>])[] = [
  ['a small file', (host, path) => host.write({ path: `${path}/a`, content: 'x', mode: '0600' })],
  [
    'a large file',
    (host, path) => host.write({ path: `${path}/a`, content: Buffer.alloc(300_000), mode: '0600' }),
  ],
  [
    'new files that are written in one batch',
    (host, path) =>
      Promise.all(
        ['a', 'b'].map(name =>
          host.write({ path: `${path}/${name}`, content: 'x', mode: '0600', replaces: null }),
        ),
      ),
  ],
]

for (const [what, write] of WAYS) {
  test(`the content of ${what} is synced to disk before the rename`, async () => {
    const calls = await traceOf(write)
    const first = calls.indexOf('rename')
    assert.ok(first > 0, calls.join(' '))
    const named = calls.filter(call => call === 'rename').length
    assert.ok(calls.slice(0, first).filter(call => call !== 'rename').length >= named, calls.join(' '))
  })
}

test.run()
