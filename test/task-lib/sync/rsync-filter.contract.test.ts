import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rsyncFilter } from '../../../src/task-lib/sync/rsync-filter.ts'

const FILES = [
  'a',
  'b/a',
  'b/c/a',
  'b/c/d.txt',
  '.git/x',
  'b/.git',
  'x y/[z]',
  'log/1.log',
  'b/log/2.log',
  'ab/ab',
]

const PATTERNS = [
  'a',
  '/a',
  '/b/a',
  'b/a',
  '.git',
  '.git/',
  '*.log',
  'log/',
  '/log',
  'b/*',
  'b/**',
  '**/a',
  'c/***',
  '[ab]',
  '?',
  'x y',
  'b/c',
  '/*/a',
]

test('patterns exclude the same files as in rsync', () => {
  const root = mkdtempSync(join(tmpdir(), 'drover-rsync-'))
  try {
    for (const file of FILES) {
      mkdirSync(dirname(join(root, 'from', file)), { recursive: true })
      writeFileSync(join(root, 'from', file), '')
    }
    const all = readdirSync(join(root, 'from'), { recursive: true, withFileTypes: true })
    for (const pattern of PATTERNS) {
      const to = join(root, 'to')
      execFileSync('rsync', ['-a', `--exclude=${pattern}`, `${root}/from/`, to])
      const isExcluded = rsyncFilter([pattern])
      const kept = all
        .map(entry => ({ entry, path: join(entry.parentPath, entry.name).slice(root.length + 6) }))
        .filter(({ entry, path }) => !isExcluded(path, entry.isDirectory()))
        .map(({ path }) => path)
      assert.equal(kept.sort(), readdirSync(to, { recursive: true }).sort(), pattern)
      rmSync(to, { recursive: true })
    }
  } finally {
    rmSync(root, { recursive: true })
  }
})

test.run()
