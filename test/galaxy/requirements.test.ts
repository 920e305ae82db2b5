import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { readRequirements, roleOf } from '../../src/galaxy/requirements.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-requirements-'))
const file = join(folder, 'requirements.yml')
test.after(() => rmSync(folder, { recursive: true }))

/** The requirements of a file, one line each: kind, name, source type, source, version. */
function read(text: string): string[] {
  writeFileSync(file, text)
  return readRequirements(file).map(({ kind, name, from, version }) =>
    [kind, name, from.type, from.source.replace(folder, 'HERE'), version ?? '-'].join(' '),
  )
}

test('roles are read in all forms that ansible-galaxy accepts', () => {
  const rows: readonly [requirement: string, read: string][] = [
    ['- git+https://git.example.com/web.git', 'role web git https://git.example.com/web.git -'],
    ["- 'git+https://git.example.com/web.git,1.0,www'", 'role www git https://git.example.com/web.git 1.0'],
    ['- {src: https://git.example.com/web.git}', 'role web git https://git.example.com/web.git -'],
    [
      '- {src: https://git.example.com/web, scm: git, version: 2.1}',
      'role web git https://git.example.com/web 2.1',
    ],
    [
      '- {src: "git@git.example.com:ops/web.git", name: x.y}',
      'role x.y git git@git.example.com:ops/web.git -',
    ],
    [
      '- {src: https://example.com/web-1.0.tar.gz}',
      'role web-1.0 archive https://example.com/web-1.0.tar.gz -',
    ],
    ['- {src: vendor/web.tgz}', 'role web archive HERE/vendor/web.tgz -'],
    ['- {src: file:///srv/web.tar.gz}', 'role web archive /srv/web.tar.gz -'],
    ['- {src: ./vendor/web/}', 'role web folder HERE/vendor/web -'],
    ['- {role: ../web.git}', `role web git ${join(folder, '..', 'web.git')} -`],
    ['roles: [{name: ./web}]', 'role web folder HERE/web -'],
    [
      'collections: [./acme-web-1.0.0.tar.gz]',
      'collection acme-web-1.0.0 archive HERE/acme-web-1.0.0.tar.gz -',
    ],
    ["collections: [{name: ./coll, type: dir, version: '*'}]", 'collection coll folder HERE/coll -'],
    [
      'collections: [{source: https://git.example.com/c, type: git, version: main}]',
      'collection c git https://git.example.com/c main',
    ],
  ]
  for (const [requirement, expected] of rows) assert.equal(read(`${requirement}\n`), [expected], requirement)
  assert.equal(read('# nothing\n'), [])
  assert.equal(read('roles: []\ncollections:\n'), [])
})

test('requirements that cannot be installed are errors with their places', () => {
  const rows: readonly [requirement: string, message: string][] = [
    [
      '- {src: geerlingguy.docker}',
      '1:3 `geerlingguy.docker` is the name of a role or collection on a Galaxy server, which Drover does not support',
    ],
    [
      'collections: [community.general]',
      '1:15 `community.general` is the name of a role or collection on a Galaxy server, which Drover does not support',
    ],
    [
      'collections: [{name: a.b, type: galaxy}]',
      '1:15 `type` of a collection is git, file, url, dir, got `galaxy`',
    ],
    ['- {src: ./web, scm: hg}', '1:3 `scm` is `git`, got `hg`'],
    ['- {src: [a]}', '1:9 `src` must be a text, got a list'],
    ['- {version: 1}', '1:3 expected a role with `src`, got a map'],
    ['- 5', '1:3 expected a role, such as `{name: web, src: https://git.example.com/web.git}`, got `5`'],
    ['rolls: []', '1:1 a file of requirements has no key `rolls`'],
    ['text', '1:1 expected a list of roles, or a map with `roles` and `collections`, got `text`'],
    ['- {src: ./web, name: a/b}', '1:3 `a/b` is not the name of a role'],
    [
      '- {src: "git+ext::sh -c id"}',
      '1:3 `ext::sh -c id` is not the address of a repository: expected a URL; `ext::` would start a helper program',
    ],
  ]
  for (const [requirement, expected] of rows) {
    let said = ''
    try {
      read(`${requirement}\n`)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      said = `${error.place?.line}:${error.place?.column} ${error.message}`
    }
    assert.is(said, expected, requirement)
  }
})

test('a source on the command line is relative to the given folder', () => {
  const { name, from, version } = roleOf('./web,1.0,www', '/srv')
  assert.equal([name, from, version], ['www', { type: 'folder', source: '/srv/web' }, '1.0'])
})

test.run()
