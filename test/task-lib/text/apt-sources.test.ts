import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nameForSource, withoutSource, withSource } from '../../../src/task-lib/text/apt-sources.ts'

// Expected names from `_suggest_filename` of Ansible's apt_repository.
const NAMES: readonly (readonly [source: string, name: string])[] = [
  ['deb http://archive.canonical.com/ubuntu hardy partner', 'archive_canonical_com_ubuntu'],
  [
    'deb-src [arch=amd64 signed-by=/a.gpg] https://dl.google.com/linux/chrome/deb/ stable main',
    'dl_google_com_linux_chrome_deb',
  ],
  ['deb https://user:pass@apt.example.com:8443/x-y_z/ ./', 'apt_example_com_8443_x_y_z'],
  ['deb cdrom:[Debian]/ bookworm main', 'cdrom'],
]

for (const [source, name] of NAMES) {
  test(`the file for \`${source}\` is named ${name}`, () => assert.is(nameForSource(source), name))
}

const SOURCE = 'deb http://a/ b c'
const FILES = {
  '/m': '# main\ndeb http://m/ b c\n',
  '/a': '#deb  http://a/ b   c # mine\n',
  '/b': ' deb http://a/ b c\nx',
}
const of = (...names: readonly (keyof typeof FILES)[]) => new Map(names.map(name => [name, FILES[name]]))

test('a source that is disabled is enabled in its place', () => {
  assert.equal([...withSource(of('/m', '/a', '/b'), SOURCE, '/n')], [['/a', 'deb http://a/ b c # mine\n']])
})

test('a source is added at the end of a file', () => {
  assert.equal([...withSource(of('/m'), SOURCE, '/n')], [['/n', `${SOURCE}\n`]])
  assert.equal([...withSource(new Map([['/n', 'x']]), SOURCE, '/n')], [['/n', `x\n${SOURCE}\n`]])
})

test('a source that is enabled is not changed', () => {
  assert.equal([...withSource(of('/b'), SOURCE, '/n')], [])
})

test('a source is removed from each line that enables it, and a file without other content is deleted', () => {
  const files = new Map([...of('/m', '/a', '/b'), ['/c', `${SOURCE}\n`]])
  assert.equal(
    [...withoutSource(files, SOURCE)],
    [
      ['/b', 'x'],
      ['/c', null],
    ],
  )
})

test.run()
