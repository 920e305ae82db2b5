import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { oneIn } from '../kit/slow-cases.ts'
import { tarOf } from '../kit/tar.ts'
import { lab } from './drover.ts'
import { compare, nameOf } from './dry-runs.ts'
import { SHAPES } from './shapes.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-shapes-'))
const write = (name: string, content: string | Buffer): string => {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
test.after(() => rmSync(folder, { recursive: true, force: true }))
test.before(() => {
  lab('reset')
  for (const version of ['1.0', '2.0']) {
    const program = `#!/bin/sh\necho ${version}\nexec sleep 100000\n`
    write(`files/app-${version}.tar`, tarOf([{ path: 'app', content: program, mode: 0o755 }]))
  }
  write(
    'templates/app.service',
    '[Service]\nUser=app\nExecStart=/opt/app/current/app\n[Install]\nWantedBy=multi-user.target\n',
  )
})

/** The last test upgrades the release of this shape. */
const APPLICATION = 'an application from an archive, with its unit'
const names = oneIn(
  3,
  Object.keys(SHAPES).filter(name => name !== APPLICATION),
)
const shapes = Object.entries(SHAPES).filter(([what]) => what === APPLICATION || names.includes(what))

for (const [what, { playbook, files = {}, unknown = [], unknownAgain = [] }] of shapes) {
  test(`a dry run predicts the run, at first and when repeated: ${what}`, () => {
    for (const [name, content] of Object.entries(files)) write(name, content)
    const file = write('site.yml', playbook)
    assert.equal(compare([file]).map(nameOf), unknown)
    assert.equal(compare([file]).map(nameOf), unknownAgain)
  })
}

test('a dry run predicts the upgrade of an application that changes one variable', () => {
  const file = write('site.yml', SHAPES[APPLICATION]?.playbook ?? '')
  assert.equal(compare([file, '-e', 'release=2.0']).map(nameOf), [])
  assert.equal(compare([file, '-e', 'release=2.0']).map(nameOf), [])
})

test.run()
