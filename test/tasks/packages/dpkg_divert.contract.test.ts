import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import dpkgDivert from '../../../tasks/packages/dpkg_divert.ts'
import { contractRows, type Row } from '../../kit/rows.ts'

// The test does not use the diversions of this machine: dpkg-divert(1) reads this variable.
const ADMIN = mkdtempSync(join(tmpdir(), 'drover-diversions-'))
test.before(() => {
  process.env.DPKG_ADMINDIR = ADMIN
})
test.after(() => {
  delete process.env.DPKG_ADMINDIR
  rmSync(ADMIN, { recursive: true })
})

const NAME = `-a "b" '$(c) é`

/** The diversions that dpkg knows, as groups of three lines. */
const diversions = (): string => readFileSync(join(ADMIN, 'diversions'), 'utf8')
const divert = (path: string, to: string, holder = ':'): void =>
  writeFileSync(join(ADMIN, 'diversions'), `${path}\n${to}\n${holder}\n`)

const ROWS: readonly Row[] = [
  {
    title: 'diverts a file with an odd name and moves it',
    params: { path: `@/${NAME}`, divert: `@/-x '$(y)`, rename: true },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/${NAME}`, 'theirs'),
    verify: root => {
      assert.is(existsSync(`${root}/${NAME}`), false)
      assert.is(readFileSync(`${root}/-x '$(y)`, 'utf8'), 'theirs')
      assert.match(diversions(), `${root}/${NAME}\n${root}/-x '$(y)\n:\n`)
    },
  },
  {
    title: 'diverts a path and keeps the file',
    params: { path: '@/f', holder: 'branding' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, 'mine'),
    verify: root => {
      assert.is(readFileSync(`${root}/f`, 'utf8'), 'mine')
      assert.match(diversions(), `${root}/f\n${root}/f.distrib\nbranding\n`)
    },
  },
  {
    title: 'replaces a file at the destination with `force`',
    params: { path: '@/f', rename: true, force: true },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f`, 'theirs')
      writeFileSync(`${root}/f.distrib`, 'old')
    },
    verify: root => assert.is(readFileSync(`${root}/f.distrib`, 'utf8'), 'theirs'),
  },
  {
    title: 'changes holder and destination, and moves the file',
    params: { path: '@/f', divert: '@/f.new', holder: 'branding' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f.old`, 'theirs')
      divert(`${root}/f`, `${root}/f.old`)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/f.new`, 'utf8'), 'theirs')
      assert.is(diversions(), `${root}/f\n${root}/f.new\nbranding\n`)
    },
  },
  {
    title: 'removes a diversion of any holder, and moves the file to its old path',
    params: { path: '@/f', state: 'absent', rename: true },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f.old`, 'theirs')
      divert(`${root}/f`, `${root}/f.old`, 'branding')
    },
    verify: root => {
      assert.is(readFileSync(`${root}/f`, 'utf8'), 'theirs')
      assert.is(diversions(), '')
    },
  },
  {
    title: 'finds a diversion in sync',
    params: { path: '@/f', rename: true },
    expects: 'in-sync',
    prepare: root => divert(`${root}/f`, `${root}/f.distrib`),
  },
]

contractRows('dpkg_divert', dpkgDivert, ROWS)

test.run()
