import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMAND, makeProject, type Said, say, startCommand } from '../../kit/command-line.ts'
import { lendEnvironment } from '../../kit/environment.ts'
import { ansibleVault, newIdentity } from '../../kit/keys.ts'
import { slowTest } from '../../kit/slow-cases.ts'

lendEnvironment(
  'DROVER_IDENTITY',
  'DROVER_PASSPHRASE_FILE',
  'EDITOR',
  'VISUAL',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
)

const mine = newIdentity()
const theirs = newIdentity()

test.before.each(() => {
  process.env.DROVER_IDENTITY = mine.file
  delete process.env.VISUAL
  delete process.env.DROVER_PASSPHRASE_FILE
})

/** Runs the command with text on its standard input. */
function piped(folder: string, input: string, ...words: string[]): Promise<Said> {
  const started = startCommand(folder, words)
  started.child.stdin?.end(input)
  return started.ended
}

const modeOf = (file: string): string => (statSync(file).mode & 0o7777).toString(8)

test('`secret keygen` creates an identity with mode 600, and never overwrites one', async () => {
  const folder = makeProject({})
  process.env.XDG_CONFIG_HOME = join(folder, 'config')
  const { code, stdout, stderr } = await say(folder, 'secret', 'keygen')
  const file = join(folder, 'config/drover/identity.txt')
  assert.is(code, 0)
  assert.match(stdout, /^age1[a-z0-9]+\n$/)
  assert.not.match(stdout + stderr, /AGE-SECRET/)
  assert.match(readFileSync(file, 'utf8'), /^# age1[a-z0-9]+\nAGE-SECRET-KEY-1[A-Z0-9]+\n$/)
  assert.equal([modeOf(file), modeOf(join(folder, 'config/drover'))], ['600', '700'])
  const before = readFileSync(file, 'utf8')
  const again = await say(folder, 'secret', 'keygen')
  assert.is(again.code, 1)
  assert.match(again.stderr, /already exists/)
  assert.is(readFileSync(file, 'utf8'), before)
})

test('`secret encrypt`, `view` and `decrypt` work on a file in place, and plain text has mode 600', async () => {
  const folder = makeProject({ 'secrets/all.age': 'password: hunter2\n' })
  const file = join(folder, 'secrets/all.age')
  assert.is((await say(folder, 'secret', 'encrypt', 'secrets/all.age')).code, 0)
  assert.match(readFileSync(file, 'utf8'), /^-----BEGIN AGE ENCRYPTED FILE-----\n/)
  assert.is(modeOf(file), '644')
  assert.match((await say(folder, 'secret', 'encrypt', 'secrets/all.age')).stderr, /is already encrypted/)
  assert.equal(await say(folder, 'secret', 'view', 'secrets/all.age'), {
    code: 0,
    stdout: 'password: hunter2\n',
    stderr: '',
  })
  process.env.DROVER_IDENTITY = theirs.file
  const refused = await say(folder, 'secret', 'decrypt', 'secrets/all.age')
  assert.is(refused.code, 1)
  assert.match(refused.stderr, /none of the given identities and passphrases decrypts this/)
  process.env.DROVER_IDENTITY = mine.file
  assert.is((await say(folder, 'secret', 'decrypt', 'secrets/all.age')).code, 0)
  assert.is(readFileSync(file, 'utf8'), 'password: hunter2\n')
  assert.is(modeOf(file), '600')
  assert.equal(readdirSync(join(folder, 'secrets')), ['all.age'])
})

test('`secret encrypt --name` turns standard input into a YAML value, and `secret decrypt` reverses it', async () => {
  const folder = makeProject({})
  const value = await piped(folder, 'hunter2', 'secret', 'encrypt', '--name', 'password')
  assert.match(value.stdout, /^password: !secret \|\n {2}-----BEGIN AGE ENCRYPTED FILE-----\n/)
  const armored = value.stdout.split('\n').slice(1).join('\n')
  assert.is((await piped(folder, armored, 'secret', 'decrypt')).stdout, 'hunter2')
})

test('`secret view` and `secret decrypt` read files of Ansible Vault', async () => {
  const folder = makeProject({ pw: 'vault password\n', 'vault.yml': 'a: hunter2\n' })
  ansibleVault(['encrypt', '--vault-password-file', join(folder, 'pw'), join(folder, 'vault.yml')])
  const shown = await say(folder, 'secret', 'view', 'vault.yml', '--vault-password-file', 'pw')
  assert.is(shown.stdout, 'a: hunter2\n')
  await say(folder, 'secret', 'decrypt', 'vault.yml', '--out', 'plain.yml', '--vault-password-file', 'pw')
  assert.is(readFileSync(join(folder, 'plain.yml'), 'utf8'), 'a: hunter2\n')
  assert.is(modeOf(join(folder, 'plain.yml')), '600')
})

/**
 * An editor that records the modes and paths of its file and folder, and runs a shell command on the file.
 */
function editor(folder: string, line: string): string {
  const file = join(folder, 'editor')
  writeFileSync(file, `#!/bin/sh\nstat -c '%a %n' "$1" "\${1%/*}" >${folder}/seen\n${line}\n`, {
    mode: 0o700,
  })
  return file
}

test('`secret edit` gives the editor a file in a private folder, and always removes it', async () => {
  const folder = makeProject({
    'secrets/recipients.txt': `# all of us\n${mine.recipient}\n${theirs.recipient}\n`,
  })
  const memory = join(folder, 'memory')
  mkdirSync(memory, { mode: 0o700 })
  process.env.XDG_RUNTIME_DIR = memory
  const rows: [string, string, number, string | undefined][] = [
    ['a new file that the editor does not change', 'true', 0, undefined],
    ['a new file', `printf 'a: 1\\n' >"$1"; cp "$1" "$1~"`, 0, 'a: 1\n'],
    ['a failing editor', 'echo lost >"$1"; exit 3', 1, 'a: 1\n'],
    ['a killed editor', 'echo lost >"$1"; kill -9 $$', 1, 'a: 1\n'],
    ['an editor that replaces the file', `printf 'a: 2\\n' >"$1.new"; mv "$1.new" "$1"`, 0, 'a: 2\n'],
  ]
  for (const [what, line, code, expected] of rows) {
    process.env.EDITOR = editor(folder, line)
    const said = await say(folder, 'secret', 'edit', 'secrets/web.age')
    assert.is(said.code, code, what)
    const [file = '', place = ''] = readFileSync(join(folder, 'seen'), 'utf8').split('\n')
    assert.match(file, /^600 \S+\/memory\/drover-edit-\w+\/web\.yml$/, what)
    assert.match(place, /^700 /, what)
    assert.equal(readdirSync(memory), [], what)
    if (expected === undefined) assert.not.ok(existsSync(join(folder, 'secrets/web.age')), what)
    else assert.is((await say(folder, 'secret', 'view', 'secrets/web.age')).stdout, expected, what)
  }
  // For all recipients in `recipients.txt`.
  process.env.DROVER_IDENTITY = theirs.file
  assert.is((await say(folder, 'secret', 'view', 'secrets/web.age')).stdout, 'a: 2\n')
})

slowTest('`EDITOR` may contain quoted words', async () => {
  const folder = makeProject({ 'a.age': 'a: 1\n' })
  await say(folder, 'secret', 'encrypt', 'a.age')
  const program = join(folder, 'my editor')
  writeFileSync(program, '#!/bin/sh\n[ "$1" = "two words" ] && echo b: 2 >>"$2"\n', { mode: 0o700 })
  process.env.EDITOR = `"${program}" 'two words'`
  assert.is((await say(folder, 'secret', 'edit', 'a.age')).code, 0)
  assert.is((await say(folder, 'secret', 'view', 'a.age')).stdout, 'a: 1\nb: 2\n')
  process.env.EDITOR = `"${program}`
  assert.match(
    (await say(folder, 'secret', 'edit', 'a.age')).stderr,
    /`EDITOR`: a quote in `.*` is not closed/,
  )
})

test('a signal to `secret edit` also ends the editor, and no file is left', async () => {
  const folder = makeProject({})
  const memory = join(folder, 'memory')
  mkdirSync(memory, { mode: 0o700 })
  const [program = '', ...before] = COMMAND
  const child = spawn(program, [...before, 'secret', 'edit', 'new.age'], {
    cwd: folder,
    env: {
      ...process.env,
      XDG_RUNTIME_DIR: memory,
      EDITOR: editor(folder, 'exec sleep 60'),
    },
  })
  const ended = new Promise<number | null>(resolve => child.on('exit', resolve))
  while (!existsSync(join(folder, 'seen'))) await new Promise(resolve => setTimeout(resolve, 20))
  assert.is(readdirSync(memory).length, 1)
  child.kill('SIGTERM')
  assert.is(await ended, 1)
  assert.equal(readdirSync(memory), [])
  assert.not.ok(existsSync(join(folder, 'new.age')))
})

test('`secret edit` refuses a file whose recipients it cannot know', async () => {
  const folder = makeProject({ 'a.age': 'a: 1\n' })
  await say(folder, 'secret', 'encrypt', 'a.age', '-r', mine.recipient, '-r', theirs.recipient)
  const before = readFileSync(join(folder, 'a.age'))
  process.env.EDITOR = editor(folder, 'echo b: 2 >"$1"')
  const { code, stderr } = await say(folder, 'secret', 'edit', 'a.age')
  assert.is(code, 1)
  assert.match(stderr, /this is encrypted for 2 recipients, but does not name them/)
  assert.equal(readFileSync(join(folder, 'a.age')), before)
})

test('`secret rekey` encrypts whole files and single values for the current recipients', async () => {
  const value = (await piped(makeProject({}), 'hunter2', 'secret', 'encrypt', '--name', 'password')).stdout
  const yaml = `# kept\nweb:\n  vars:\n    ${value.trimEnd().replaceAll('\n', '\n    ')}\n  hosts:\n`
  const folder = makeProject({ 'vars.yml': yaml, 'a.age': 'a: 1\n', 'plain.yml': 'a: 1\n' })
  await say(folder, 'secret', 'encrypt', 'a.age')
  const { code, stderr } = await say(folder, 'secret', 'rekey', 'vars.yml', 'a.age', '-r', theirs.recipient)
  assert.is(code, 0)
  assert.match(stderr, /vars\.yml: one secret re-encrypted\n.*a\.age: one secret re-encrypted\n$/)
  assert.match(
    readFileSync(join(folder, 'vars.yml'), 'utf8'),
    /^# kept\nweb:\n {2}vars:\n {4}password: !secret \|\n {6}---/,
  )
  assert.match(
    (await say(folder, 'secret', 'view', 'a.age')).stderr,
    /none of the given identities and passphrases/,
  )
  process.env.DROVER_IDENTITY = theirs.file
  assert.is((await say(folder, 'secret', 'view', 'a.age')).stdout, 'a: 1\n')
  const block = readFileSync(join(folder, 'vars.yml'), 'utf8').split('\n').slice(4, -2).join('\n')
  assert.is((await piped(folder, block, 'secret', 'decrypt')).stdout, 'hunter2')
  assert.match(
    (await say(folder, 'secret', 'rekey', 'plain.yml')).stderr,
    /nothing in `.*` is encrypted with age/,
  )
})

slowTest('a passphrase can be used instead of recipients', async () => {
  const folder = makeProject({ 'a.age': 'a: 1\n', passphrase: 'open sesame\n' })
  process.env.DROVER_PASSPHRASE_FILE = join(folder, 'passphrase')
  process.env.DROVER_IDENTITY = join(folder, 'none')
  assert.is((await say(folder, 'secret', 'encrypt', '-p', 'a.age')).code, 0)
  process.env.EDITOR = editor(folder, 'echo b: 2 >>"$1"')
  assert.is((await say(folder, 'secret', 'edit', 'a.age')).code, 0)
  assert.is((await say(folder, 'secret', 'view', 'a.age')).stdout, 'a: 1\nb: 2\n')
})

/** Runs the command on its own terminal, and types each text once its prompt appears. */
function typed(folder: string, words: readonly string[], steps: readonly [RegExp, string][]): Promise<Said> {
  const line = [...COMMAND, ...words].map(word => `'${word}'`).join(' ')
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: folder })
  const waiting = [...steps]
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    const [next] = waiting
    if (!next?.[0].test(stdout)) return
    waiting.shift()
    child.stdin.write(next[1])
  })
  return new Promise(resolve => child.on('close', code => resolve({ code: code ?? -1, stdout, stderr: '' })))
}

test('`secret encrypt -p` reads a passphrase from the terminal without echoing it, and lets the user correct it', async () => {
  const folder = makeProject({ 'a.age': 'a: 1\n' })
  const sealed = await typed(
    folder,
    ['secret', 'encrypt', '-p', 'a.age'],
    [
      [/new passphrase: $/, 'open sésame\r'],
      [/repeat it: $/, 'open sésamé\u007fe\r'],
    ],
  )
  assert.equal([sealed.code, sealed.stdout], [0, 'new passphrase: \r\nrepeat it: \r\n'])
  const asks = /passphrase of the secrets: $/
  const shown = await typed(folder, ['secret', 'view', 'a.age'], [[asks, 'nonsense\u0015open sésame\r']])
  assert.equal([shown.code, shown.stdout], [0, 'passphrase of the secrets: \r\na: 1\r\n'])
  const wrong = await typed(folder, ['secret', 'view', 'a.age'], [[asks, 'wrong\r']])
  assert.is(wrong.code, 1)
  assert.match(wrong.stdout, /none of the given identities and passphrases decrypts this/)
  const given = await typed(folder, ['secret', 'view', 'a.age'], [[asks, '\u0003']])
  assert.equal([given.code, /error: no passphrase was given/.test(given.stdout)], [1, true])
})

test('wrong arguments of `run secret` are refused with a hint', async () => {
  const folder = makeProject({ 'a.yml': 'a: 1\n', 'others.txt': '# us\nage1nonsense\n' })
  const rows: [string[], RegExp][] = [
    [
      ['encrypt', 'a.yml', '-R', 'others.txt'],
      /`age1nonsense` is not an age recipient\n {2}at others\.txt:2:1/,
    ],
    [['encrypt', 'a.yml', '-r', 'ssh-ed25519 AAAA'], /ssh keys cannot be recipients, only age keys can/],
    [['encrypt', 'a.yml', '-r', 'bob'], /`bob` is not an age recipient/],
    [['encrypt', 'a.yml', '-r', mine.recipient, '-p'], /for recipients or with a passphrase, not both/],
    [['encrypt', 'missing.yml'], /the file `missing\.yml` does not exist/],
    [['view', 'a.yml'], /is not encrypted as a whole/],
    [['view', 'missing.age'], /there is no file `missing\.age`/],
    [['edit', 'a.yml'], /is not encrypted with age/],
    [['lock'], /unknown command 'lock'\n\(see `run secret --help`\)/],
    [['view'], /missing required argument 'file'\n\(see `run secret view --help`\)/],
  ]
  for (const [words, message] of rows) {
    const { code, stderr } = await say(folder, 'secret', ...words)
    assert.match(stderr, message)
    assert.is(code, 1, words.join(' '))
  }
  assert.is(readFileSync(join(folder, 'a.yml'), 'utf8'), 'a: 1\n')
})

test.run()
