import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withInputs } from '../../src/base/files-read.ts'
import { controllerScope, failureIn } from '../kit/controller-scope.ts'

const FILES = {
  'files/a.txt': ' one \n\n',
  'near.txt': 'near',
  'latin.txt': Buffer.from('e9', 'hex').toString('latin1'),
  'files/x.csv': 'k,1,"two\nlines"\nl,2\n',
  'files/x.ini': '[s]\na = 1\nb = %(a)s2\n',
  'files/conf/b.conf': '',
  'files/conf/a.conf': '',
  'role/files/a.txt': 'of the role',
}

test('functions that read files give the same result in templates and in expressions', () => {
  const { render } = controllerScope(FILES)
  const rows: [string, string, unknown][] = [
    ['file "a.txt"', 'file("a.txt")', ' one'],
    ['file "a.txt" false', 'file("a.txt", false)', ' one \n\n'],
    ['file "a.txt" lstrip=true', 'file("a.txt", {"lstrip": true})', 'one'],
    ['file "near.txt"', 'file("near.txt")', 'near'],
    ['csvfile "k" file="x.csv" delimiter=","', 'csvfile("k", {"file": "x.csv", "delimiter": ","})', '1'],
    [
      'csvfile "k" file="x.csv" delimiter="," col=2',
      'csvfile("k", {"file": "x.csv", "delimiter": ",", "col": 2})',
      'two\nlines',
    ],
    ['ini "b" file="x.ini" section="s"', 'ini("b", {"file": "x.ini", "section": "s"})', '12'],
    [
      'ini "." file="x.ini" section="s" re=true',
      'ini(".", {"file": "x.ini", "section": "s", "re": true})',
      ['1', '12'],
    ],
    ['length (fileglob "conf/*.conf" "*.txt")', 'size(fileglob("conf/*.conf", "*.txt"))', 3],
    ['basename (first_found "no" "near.txt")', 'basename(first_found("no", "near.txt"))', 'near.txt'],
    ['first_found files="no" skip=true', 'first_found({"files": "no", "skip": true})', ''],
    ['file "no" errors="ignore"', 'file("no", {"errors": "ignore"})', null],
    ['default (file "no" errors="ignore") "d"', 'default(file("no", {"errors": "ignore"}), "d")', 'd'],
  ]
  for (const [template, expression, expected] of rows) {
    assert.equal(render(`{{${template}}}`), expected, template)
    assert.equal(render(expression, '!expr'), expected, expression)
  }
})

test('a file in another encoding is decoded with the given encoding', () => {
  const { folder, render } = controllerScope(FILES)
  writeFileSync(join(folder, 'cp1252.csv'), Buffer.from('6b2c80e9', 'hex'))
  const rows: [string, string][] = [
    ['cp1252', '€é'],
    ['windows-1252', '€é'],
    ['cp1251', 'Ђй'],
    ['koi8-r', '─И'],
  ]
  for (const [encoding, expected] of rows)
    assert.is(render(`{{csvfile "k" file="cp1252.csv" delimiter="," encoding="${encoding}"}}`), expected)
  writeFileSync(join(folder, 'none.csv'), Buffer.from('6b2c81', 'hex'))
  assert.match(
    failureIn(folder, () => render('{{csvfile "k" file="none.csv" delimiter="," encoding="cp1252"}}')),
    /cannot read FOLDER\/none.csv as `cp1252`/,
  )
})

test('files are searched in the folders of the task, in order', () => {
  const { folder, controller } = controllerScope(FILES)
  const inRole = controllerScope(
    {},
    {
      folders: [folder, folder],
      variables: { ansible_search_path: [join(folder, 'role'), folder] },
    },
  )
  assert.is(inRole.render('{{file "a.txt"}}'), 'of the role')
  assert.is(inRole.render('{{file "near.txt"}}'), 'near')
  assert.ok(controller.uses() === 0)
})

test('a file that cannot be read is an error with its place, the searched paths and a hint', () => {
  const { folder, render } = controllerScope({ ...FILES, 'files/bad.ini': 'x\n', 'files/dir/x': '' })
  writeFileSync(join(folder, 'latin.txt'), Buffer.from('e9', 'hex'))
  const rows: [string, string][] = [
    [
      '{{file "no.txt"}}',
      'FOLDER/site.yml:1:1: `file` finds no file `no.txt` (looked for FOLDER/files/no.txt, FOLDER/no.txt)',
    ],
    ['{{file ""}}', 'FOLDER/site.yml:1:1: `file` finds no file `` (looked for FOLDER/files, FOLDER)'],
    ['{{file "dir"}}', 'FOLDER/site.yml:1:1: FOLDER/files/dir is a folder, expected a file'],
    [
      '{{file "latin.txt"}}',
      'FOLDER/site.yml:1:1: `file` reads text, and FOLDER/latin.txt is not UTF-8 (save it as UTF-8, or use `copy`, which copies any file unchanged)',
    ],
    [
      '{{first_found "x" "y"}}',
      'FOLDER/site.yml:1:1: `first_found` found none of its files (looked for FOLDER/files/x, FOLDER/x, FOLDER/files/y, FOLDER/y)',
    ],
    [
      '{{ini "a" file="x.ini"}}',
      'FOLDER/site.yml:1:1: FOLDER/files/x.ini has no section `global` (its sections are `s`)',
    ],
    [
      '{{ini "a" file="bad.ini"}}',
      'FOLDER/site.yml:1:1: FOLDER/files/bad.ini:1: `x` is in no section (it must be an INI file as Python reads them)',
    ],
    [
      '{{ini "(" file="x.ini" section="s" re=true}}',
      'FOLDER/site.yml:1:1: `(` is not a valid regular expression',
    ],
    ['{{ini "a" type="toml"}}', 'FOLDER/site.yml:1:1: `type` of `ini` is `ini` or `properties`, got `toml`'],
    [
      '{{csvfile "k" file="x.csv" delimiter=",," }}',
      'FOLDER/site.yml:1:1: `delimiter` of `csvfile` must be one character, got `,,`',
    ],
    [
      '{{csvfile "l" file="x.csv" delimiter="," col=2}}',
      'FOLDER/site.yml:1:1: the row `l` of FOLDER/files/x.csv has no column 2 (columns are counted from 0; `delimiter` sets their separator)',
    ],
    [
      '{{file "a.txt" errors="maybe"}}',
      'FOLDER/site.yml:1:1: `errors` of `file` is `strict`, `warn` or `ignore`, got `maybe`',
    ],
    [
      '{{file "a.txt" strip=true}}',
      'FOLDER/site.yml:1:1: `file` has no option `strip=` (its options are `rstrip=`, `lstrip=`, `errors=`)',
    ],
  ]
  for (const [text, expected] of rows)
    assert.is(
      failureIn(folder, () => render(text)),
      expected,
    )
})

test('with `errors="warn"`, a failure gives null and a warning', () => {
  const warnings: string[] = []
  const { render } = controllerScope({}, { warn: message => warnings.push(message) })
  assert.is(render('{{file "no.txt" errors="warn"}}'), null)
  assert.equal(warnings, ['`file` failed, and this is ignored: `file` finds no file `no.txt`'])
})

test('content of an encrypted file is masked, and so are parts of it', () => {
  const { masks, opened, render } = controllerScope({
    'files/s.txt': 'SEALED: sesame \n',
    'files/s.csv': 'SEALED:key\tvalue1\n',
    'files/s.ini': 'SEALED:[global]\nkey=value2\n',
    'templates/s.txt': 'SEALED:made {{file "s.txt"}}\n',
  })
  assert.is(render('{{file "s.txt" lstrip=true}}'), 'sesame')
  assert.is(render('{{file "s.txt"}}'), ' sesame')
  assert.is(render('{{csvfile "key" file="s.csv"}}'), 'value1')
  assert.is(render('{{ini "key" file="s.ini"}}'), 'value2')
  assert.is(render('{{template "s.txt"}}'), 'made  sesame\n')
  assert.is(masks.mask('sesame value1 value2'), '*** *** ***')
  assert.is(masks.mask('is made  sesame'), 'is ***')
  assert.is(opened.length, 4)
})

test('values within an encrypted file are masked, whichever function reads the file', () => {
  const lines = [
    'a: first1',
    'b: "second 2"',
    'list:',
    '- third3',
    'flag: true',
    'port: 8080',
    '"json": "fourth4",',
    'k = fifth5',
  ]
  const { masks, render } = controllerScope({ 's.yml': `SEALED:${lines.join('\n')}\n` })
  render('{{file "s.yml"}}')
  assert.is(
    masks.mask('first1 second 2 third3 true 8080 fourth4 fifth5 list'),
    '*** *** *** true 8080 *** *** list',
  )
})

test('a file is read again only if it has changed', () => {
  const { folder, opened, render } = controllerScope({
    'files/s.txt': 'SEALED:one',
    'other.txt': 'SEALED:two',
  })
  assert.equal([render('{{file "s.txt"}}'), render('{{file "s.txt"}}')], ['one', 'one'])
  assert.is(opened.length, 1)
  renameSync(join(folder, 'other.txt'), join(folder, 'files/s.txt'))
  assert.is(render('{{file "s.txt"}}'), 'two')
  assert.is(opened.length, 2)
})

test('files that values are read from are recorded as inputs, also when they were read before', async () => {
  const { folder, render } = controllerScope(FILES)
  for (const _ of ['first', 'again']) {
    const { inputs } = await withInputs(async () =>
      render('{{file "a.txt"}} {{fileglob "conf/*"}} {{first_found "near.txt"}}'),
    )
    assert.equal(
      Object.keys(inputs).map(path => path.slice(folder.length + 1)),
      ['files/a.txt', 'files/conf/a.conf', 'files/conf/b.conf', 'near.txt'],
    )
  }
})

test.run()
