import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Place } from '../../src/errors.ts'
import { InputError } from '../../src/errors.ts'
import { Scope } from '../../src/evaluation/scope.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { loadVarsFile } from '../../src/yaml/load.ts'
import { writeFiles } from '../kit/write-files.ts'

const HEADERS = { vault: '$ANSIBLE_VAULT;1.1;AES256\n', age: 'age-encryption.org/v1\n' }

/** Decrypts by removing the header, and records each file. */
function openerOf(opened: string[]): (bytes: Buffer, place: Place) => Buffer {
  return (bytes, place) => {
    opened.push(place.file)
    return Buffer.from(bytes.toString().slice(bytes.indexOf('\n') + 1))
  }
}

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'drover-sealed-'))
  writeFiles(folder, files)
  return folder
}

/** The variables of a layer as a task sees them, and the texts that are masked after they are read. */
function seen(vars: ReturnType<typeof loadVarsFile>, names: readonly string[]): [unknown[], string[]] {
  const masked: string[] = []
  const layer = new Map([...vars].map(([name, source]) => [name, { source }]))
  const scope = Scope.of([layer], { masks: { add: text => masked.push(text) } })
  return [names.map(name => scope.render({ kind: 'scalar', value: `{{${name}}}`, place: HERE })), masked]
}

const HERE = { file: 'x.yml', line: 1, column: 1 }

test('every text and number of a file encrypted by Ansible Vault is masked and keeps its type, and templates are rendered', () => {
  const text = `${HEADERS.vault}
word: hunter2
url: "https://{{ word }}@x"
port: 5432
on: true
deep: { list: [one-of-many, !unsafe "{{ word }}"] }
`
  const folder = project({ 'vars.yml': text })
  const vars = loadVarsFile(join(folder, 'vars.yml'), { decrypt: openerOf([]) })
  const [values, masked] = seen(vars, ['word', 'url', 'port', 'on', 'deep'])
  assert.equal(values, ['hunter2', 'https://hunter2@x', 5432, true, { list: ['one-of-many', '{{ word }}'] }])
  assert.equal(
    new Set(masked),
    new Set(['hunter2', 'https://hunter2@x', '5432', 'one-of-many', '{{ word }}']),
  )
})

test('secrets take precedence over all other variables of the inventory: first of the host, then of groups, then of all', () => {
  const folder = project({
    'hosts.yml': 'web: { hosts: { web1: { a: host }, web2: } }\n',
    'group_vars/all.yml': 'a: group_vars\nb: group_vars\nc: group_vars\nd: group_vars\n',
    'host_vars/web1.yml': 'a: host_vars\nb: host_vars\n',
    'secrets/all.age': `${HEADERS.age}a: all\nb: all\nc: "{{ literal }}"\n`,
    'secrets/web.age': `${HEADERS.age}a: web\nb: web\n`,
    'secrets/web1.age': `${HEADERS.age}a: web1\n`,
    'secrets/notes.yml': 'a: no secret\n',
  })
  const opened: string[] = []
  const inventory = loadInventory([join(folder, 'hosts.yml')], {
    projectDir: folder,
    decrypt: openerOf(opened),
  })
  assert.equal(opened, [], 'nothing is opened before a variable is asked for')
  const valuesOf = (name: string): unknown[] => {
    const layers = inventory.hosts.get(name)?.layers ?? []
    const vars = new Map(layers.flatMap(layer => [...layer.vars]))
    return seen(vars, ['a', 'b', 'c', 'd'])[0]
  }
  assert.equal(valuesOf('web2'), ['web', 'web', '{{ literal }}', 'group_vars'])
  assert.equal(
    opened.map(file => file.slice(folder.length)),
    ['/secrets/all.age', '/secrets/web.age'],
  )
  assert.equal(valuesOf('web1'), ['web1', 'web', '{{ literal }}', 'group_vars'])
  assert.is(opened.length, 3, 'each is opened once')
})

test('an error in a decrypted file shows none of its content', () => {
  const rows: [string, RegExp][] = [
    ['a: hunter2\n  b: hunter2\n', /^the decrypted content is not valid YAML: see its line 1, column \d+$/],
    ['a: !lookup hunter2\n', /^the decrypted content is not valid YAML: see its line 1/],
    ['- hunter2\n', /^a file of variables must be a map of names and values, got a list$/],
    ['"{{ hunter2 }}"', /^a file of variables must be a map of names and values, got a secret$/],
    ['hunter2', /^a file of variables must be a map of names and values, got a secret$/],
  ]
  for (const [text, message] of rows) {
    const folder = project({ 'vars.yml': HEADERS.vault + text })
    try {
      loadVarsFile(join(folder, 'vars.yml'), { decrypt: openerOf([]) })
      assert.unreachable(text)
    } catch (error) {
      assert.instance(error, InputError)
      const { message: said, hint = '' } = error as InputError
      assert.match(said, message)
      assert.not.match(said + hint, /hunter2/)
    }
  }
})

test('a secrets file that is not encrypted is refused', () => {
  const folder = project({
    'hosts.yml': 'all: { hosts: { a: } }\n',
    'secrets/all.age': 'password: hunter2\n',
  })
  const inventory = loadInventory([join(folder, 'hosts.yml')], { decrypt: openerOf([]) })
  assert.throws(
    () => inventory.hosts.get('a')?.layers.map(layer => layer.vars),
    (error: Error) => error.message === 'this file of secrets is not encrypted',
  )
})

test.run()
