import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Unknown } from '../../src/values/unknown.ts'
import { controllerScope, failureIn } from '../kit/controller-scope.ts'

test('a password is generated once, kept in a file with mode 0600, and masked', () => {
  const { folder, masks, render } = controllerScope()
  const made = render('{{password "pw/deep/a" length=12 chars="digits"}}')
  assert.match(String(made), /^[0-9]{12}$/)
  assert.is(render('password("pw/deep/a")', '!expr'), made)
  assert.is(masks.mask(`it is ${made}`), 'it is ***')
  const file = join(folder, 'pw/deep/a')
  assert.is(readFileSync(file, 'utf8'), `${made}\n`)
  assert.is(statSync(file).mode & 0o777, 0o600)
  assert.is(statSync(join(folder, 'pw')).mode & 0o777, 0o700)
  assert.equal(readdirSync(join(folder, 'pw/deep')), ['a'])
})

test('by default a password has 20 characters, and it never contains quotes', () => {
  const { render } = controllerScope()
  assert.match(String(render('{{password "a"}}')), /^[a-zA-Z0-9.,:_-]{20}$/)
  const all = String(render('{{password "b" length=2000 chars="punctuation"}}'))
  assert.not.match(all, /["']/)
  assert.match(String(render('{{password "c" length=200 chars=",,x"}}')), /^[,x]{200}$/)
})

test('the hash of a password stays the same because its salt is kept', () => {
  const { folder, masks, render } = controllerScope({ plain: 'secret\n' })
  const hash = String(render('{{password "plain" encrypt="sha512_crypt"}}'))
  assert.match(hash, /^\$6\$[./0-9A-Za-z]{16}\$/)
  assert.is(render('{{password "plain" encrypt="sha512_crypt"}}'), hash)
  assert.match(readFileSync(join(folder, 'plain'), 'utf8'), /^secret salt=[./0-9A-Za-z]{16}\n$/)
  assert.is(statSync(join(folder, 'plain')).mode & 0o777, 0o600)
  assert.is(render('{{password "plain"}}'), 'secret')
  assert.is(masks.mask(`${hash} secret`), '*** ***')
})

test('a password that another process has written in the meantime is used', () => {
  const { folder, render, controller } = controllerScope()
  const other = controllerScope({}, { variables: { playbook_dir: folder } })
  assert.is(controller.create(join(folder, 'a'), 'first\n'), 'first\n')
  assert.is(other.controller.create(join(folder, 'a'), 'second\n'), 'first\n')
  assert.is(render('{{password "a"}}'), 'first')
})

test('a dry run, and a rendering before the run, generates no password: the value is unknown', () => {
  for (const parts of [{ isCheckMode: true }, { isRunning: () => false }]) {
    const { folder, render } = controllerScope({ kept: 'secret' }, parts)
    const value = render('{{password "new"}}')
    assert.instance(value, Unknown)
    assert.is((value as Unknown).reason, 'the password that a run makes in `new`')
    assert.is(render('{{password "kept"}}'), 'secret')
    assert.instance(render('password("kept", {"encrypt": "md5_crypt"})', '!expr'), Unknown)
    assert.equal(readdirSync(folder), ['kept'])
    assert.is(readFileSync(join(folder, 'kept'), 'utf8'), 'secret')
  }
})

test('a seed always gives the same password for /dev/null, which keeps none', () => {
  const { render } = controllerScope()
  assert.is(render('{{password "/dev/null" seed="one" length=5}}'), '3:CAJ')
  assert.not.equal(render('{{password "/dev/null"}}'), render('{{password "/dev/null"}}'))
})

test('an empty file gives an empty password, and an encrypted file is decrypted', () => {
  const { render } = controllerScope({ empty: '', sealed: 'SEALED:open sesame\n' })
  assert.is(render('{{password "empty"}}'), '')
  assert.is(render('{{password "sealed"}}'), 'open sesame')
})

test('invalid options and a file that cannot be written are errors', () => {
  const { folder, render } = controllerScope({ file: 'x' })
  const rows: [string, string][] = [
    ['{{password "a" length="x"}}', '`length` takes a number, got `x`'],
    ['{{password "a" length=100001}}', '`length` of `password` must be at most 100000, got `100001`'],
    ['{{password "a" chars="\'"}}', '`chars` of `password` has no characters'],
    ['{{password "file/a"}}', 'FOLDER/file/a cannot be written: '],
    ['{{password "a" ident="2b"}}', '`password` has no option `ident=`'],
    [
      '{{password "file" encrypt="bcrypt"}}',
      '`password_hash` knows `sha512`, `sha256` and `md5`, got `bcrypt`',
    ],
  ]
  for (const [text, expected] of rows) {
    const failure = failureIn(folder, () => render(text))
    assert.ok(failure.startsWith(`FOLDER/site.yml:1:1: ${expected}`), failure)
  }
})

test.run()
