import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileState } from '../../../src/remote/probes/files/stat-line.ts'
import { warningsFor } from '../../../src/task-lib/files/warnings.ts'

const file = (links: number): FileState => ({ kind: 'file', links }) as FileState

const ROWS: [title: string, text: string | undefined, state: FileState | null, warnings: string[]][] = [
  ['a new file', 'text\r\n', null, []],
  ['a script', '#!/bin/sh\necho\r\n', null, []],
  ['a file that is too large to read', undefined, file(1), []],
  [
    'a script whose first line ends in CR LF',
    '#!/usr/bin/env bash\r\necho\r\n',
    file(1),
    ['/f is a script with CR LF line ends: hosts will look for a program named `/usr/bin/env bash\\r`'],
  ],
  [
    'a key whose lines end in CR LF',
    '-----BEGIN OPENSSH PRIVATE KEY-----\r\nabc\r\n',
    null,
    ['/f is a key with CR LF line ends: programs may not be able to read it'],
  ],
  [
    'a public key whose line ends in CR LF',
    'ssh-ed25519 AAAA me\r\n',
    null,
    ['/f is a key with CR LF line ends: programs may not be able to read it'],
  ],
  ['one other name', 'x', file(2), ['/f will have another name (hard link), which leads to the old content']],
  ['three names', 'x', file(3), ['/f will have 2 other names (hard links), which lead to the old content']],
  ['a link, with any number of names', 'x', { kind: 'link', links: 2 } as FileState, []],
]

for (const [title, text, state, warnings] of ROWS) {
  test(`${title}: ${warnings.length === 0 ? 'no warning' : 'a warning'}`, () =>
    assert.equal(warningsFor('/f', text === undefined ? undefined : Buffer.from(text), state), warnings))
}

test.run()
