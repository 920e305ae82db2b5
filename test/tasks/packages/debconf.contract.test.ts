import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import debconf from '../../../tasks/packages/debconf.ts'
import { contractRows, type Row } from '../../kit/rows.ts'

// The test does not use the database of this machine: debconf(7) reads this variable.
const FOLDER = mkdtempSync(join(tmpdir(), 'drover-debconf-'))
const CONFIG = `Config: configdb
Templates: templatedb

Name: configdb
Driver: File
Mode: 600
Filename: ${FOLDER}/db/config.dat

Name: templatedb
Driver: File
Mode: 644
Filename: ${FOLDER}/db/templates.dat
`
writeFileSync(join(FOLDER, 'debconf.conf'), CONFIG)
test.before(() => {
  process.env.DEBCONF_SYSTEMRC = join(FOLDER, 'debconf.conf')
})
test.after(() => {
  delete process.env.DEBCONF_SYSTEMRC
  rmSync(FOLDER, { recursive: true })
})

/** An empty database, or one with a question. */
function layOut(question = '', value = ''): void {
  rmSync(join(FOLDER, 'db'), { recursive: true, force: true })
  mkdirSync(join(FOLDER, 'db'))
  if (question === '') return
  const text = `Name: ${question}\nTemplate: ${question}\nValue: ${value}\nOwners: app\nFlags: seen\n\n`
  writeFileSync(join(FOLDER, 'db/config.dat'), text)
  const template = `Name: ${question}\nType: string\nDescription: x\nOwners: ${question}\n\n`
  writeFileSync(join(FOLDER, 'db/templates.dat'), template)
}

const database = (): string => readFileSync(join(FOLDER, 'db/config.dat'), 'utf8')

const ROWS: readonly Row[] = [
  {
    title: 'answers a question of a missing package, with any text',
    params: { name: 'app', question: 'app/a', vtype: 'string', value: ` -n "$(id)" 'é' \\n $HOME\\` },
    expects: 'plan',
    prepare: () => layOut(),
    verify: () => {
      assert.match(database(), `Value:  -n "$(id)" 'é' \\n $HOME\\\nOwners: app\nFlags: seen\n`)
    },
  },
  {
    title: 'changes an answer, and the question will still be asked',
    params: { name: 'app', question: 'app/b', vtype: 'boolean', value: true, unseen: true },
    expects: 'plan',
    prepare: () => layOut('app/b', 'false'),
    verify: () => assert.match(database(), 'Value: true\n'),
  },
  {
    title: 'finds a password in sync, and creates no database',
    params: { name: 'app', question: 'app/p', vtype: 'password', value: 'secret word' },
    expects: 'in-sync',
    prepare: () => layOut('app/p', 'secret word'),
    verify: () => assert.equal(readdirSync(join(FOLDER, 'db')), ['config.dat', 'templates.dat']),
  },
  {
    title: 'marks a question as unseen',
    params: { name: 'app', question: 'app/s', vtype: 'seen', value: false },
    expects: 'plan',
    prepare: () => layOut('app/s', 'x'),
    verify: () => assert.not.match(database(), 'Flags: seen'),
  },
]

contractRows('debconf', debconf, ROWS)

test.run()
