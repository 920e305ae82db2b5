import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import alternatives from '../../../tasks/system/alternatives.ts'
import { contractRows, type Row } from '../../kit/rows.ts'

// The test does not use the alternatives of this machine: update-alternatives(1) reads these variables.
const ROOT = mkdtempSync(join(tmpdir(), 'drover-alternatives-'))
test.before(() => {
  process.env.DPKG_ROOT = ROOT
  process.env.DPKG_ADMINDIR = join(ROOT, 'var/lib/dpkg')
})
test.after(() => {
  delete process.env.DPKG_ROOT
  delete process.env.DPKG_ADMINDIR
  rmSync(ROOT, { recursive: true })
})

/** An empty root with two programs of this machine, after some commands of update-alternatives. */
function layOut(...commands: readonly (readonly string[])[]): void {
  rmSync(ROOT, { recursive: true, force: true })
  for (const folder of ['usr/bin', 'etc/alternatives', 'var/lib/dpkg/alternatives', 'var/log'])
    mkdirSync(join(ROOT, folder), { recursive: true })
  for (const program of ['true', 'false']) copyFileSync(`/usr/bin/${program}`, join(ROOT, 'usr/bin', program))
  for (const words of commands) execFileSync('update-alternatives', words, { stdio: 'ignore' })
}

const LINK = '/usr/bin/-drover "$(x)" é'
const TRUE = [
  ...['--install', LINK, 'drover', '/usr/bin/true', '5'],
  ...['--slave', '/usr/bin/drover sub', 'drover.sub', '/usr/bin/false'],
]
const FALSE = ['--install', LINK, 'drover', '/usr/bin/false', '90']
const SET_TRUE = ['--set', 'drover', '/usr/bin/true']

const selected = (): string => readlinkSync(join(ROOT, 'etc/alternatives/drover'))

const ROWS: readonly Row[] = [
  {
    title: 'creates a group whose link has an odd name',
    params: {
      name: 'drover',
      link: LINK,
      path: '/usr/bin/true',
      priority: 5,
      subcommands: [{ name: 'drover.sub', path: '/usr/bin/false', link: '/usr/bin/drover sub' }],
    },
    expects: 'plan',
    prepare: () => layOut(),
    verify: () => {
      assert.is(selected(), '/usr/bin/true')
      assert.is(readlinkSync(join(ROOT, LINK)), '/etc/alternatives/drover')
      assert.is(readlinkSync(join(ROOT, 'usr/bin/drover sub')), '/etc/alternatives/drover.sub')
    },
  },
  {
    title: 'adds an alternative without selecting it',
    params: { name: 'drover', path: '/usr/bin/false', priority: 90, state: 'present' },
    expects: 'plan',
    prepare: () => layOut(TRUE, SET_TRUE),
    verify: () => assert.is(selected(), '/usr/bin/true'),
  },
  {
    title: 'changes back to automatic mode',
    params: { name: 'drover', path: '/usr/bin/true', state: 'auto' },
    expects: 'plan',
    prepare: () => layOut(TRUE, FALSE, SET_TRUE),
    verify: () => assert.is(selected(), '/usr/bin/false'),
  },
  {
    title: 'changes the priority and keeps the subcommands',
    params: { name: 'drover', path: '/usr/bin/true', priority: 95, state: 'auto' },
    expects: 'plan',
    prepare: () => layOut(TRUE, FALSE),
    verify: () => {
      assert.is(selected(), '/usr/bin/true')
      assert.is(readlinkSync(join(ROOT, 'etc/alternatives/drover.sub')), '/usr/bin/false')
    },
  },
  {
    title: 'removes an alternative',
    params: { name: 'drover', path: '/usr/bin/true', state: 'absent' },
    expects: 'plan',
    prepare: () => layOut(TRUE, FALSE, SET_TRUE),
    verify: () => assert.is(selected(), '/usr/bin/false'),
  },
  {
    title: 'finds an alternative in sync that is selected automatically',
    params: { name: 'drover', link: LINK, path: '/usr/bin/false', subcommands: [] },
    expects: 'in-sync',
    prepare: () => layOut(TRUE, FALSE),
  },
]

contractRows('alternatives', alternatives, ROWS)

test.run()
