import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import authorizedKey from '../../../tasks/system/authorized_key.ts'
import { contractRows } from '../../kit/rows.ts'

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd'
const mode = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8)

contractRows('authorized_key', authorizedKey, [
  {
    title: 'creates the directory and the file of the user',
    params: { user: 'daemon', key: `${KEY} it's $(id) "ü"`, path: "@/a 'ü'/keys" },
    expects: 'plan',
    verify: root => {
      const folder = `${root}/a 'ü'`
      assert.is(readFileSync(`${folder}/keys`, 'utf8'), `${KEY} it's $(id) "ü"\n`)
      assert.equal([mode(folder), mode(`${folder}/keys`)], ['700', '600'])
      assert.equal([lstatSync(folder).uid, lstatSync(`${folder}/keys`).uid], [1, 1])
    },
  },
  {
    title: 'leaves a shared directory unchanged, and creates a missing one',
    params: { user: 'daemon', key: KEY, path: '@/shared/keys', manage_dir: false },
    expects: 'plan',
    verify: root => assert.equal([mode(`${root}/shared`), lstatSync(`${root}/shared`).uid], ['755', 0]),
  },
  {
    title: 'replaces a key with other options, and keeps other lines byte for byte',
    params: { user: 'root', key: KEY, key_options: 'restrict,command="echo \'a b\'"', path: '@/keys' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/keys`, Buffer.from(`# \xff\n${KEY} old\n`, 'latin1')),
    verify: root =>
      assert.is(readFileSync(`${root}/keys`, 'latin1'), `# \xff\nrestrict,command="echo 'a b'" ${KEY}\n`),
  },
  {
    title: 'replaces a link and keeps its target',
    params: { user: 'root', key: KEY, path: '@/d/keys' },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/d`, { mode: 0o700 })
      writeFileSync(`${root}/other`, '# mine\n')
      symlinkSync('../other', `${root}/d/keys`)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/d/keys`, 'utf8'), `# mine\n${KEY}\n`)
      assert.ok(lstatSync(`${root}/d/keys`).isFile())
      assert.is(readFileSync(`${root}/other`, 'utf8'), '# mine\n')
    },
  },
  {
    title: 'writes through a link with `follow`',
    params: { user: 'root', key: KEY, path: '@/d/keys', follow: true, exclusive: true },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/d`, { mode: 0o700 })
      writeFileSync(`${root}/d/other`, '# mine\n')
      symlinkSync('other', `${root}/d/keys`)
    },
    verify: root => {
      assert.ok(lstatSync(`${root}/d/keys`).isSymbolicLink())
      assert.is(readFileSync(`${root}/d/other`, 'utf8'), `${KEY}\n`)
    },
  },
  {
    title: 'removes nothing from a file that does not exist',
    params: { user: 'root', key: KEY, state: 'absent', path: '@/d/keys' },
    expects: 'in-sync',
    verify: root => assert.not(existsSync(`${root}/d`)),
  },
])

test.run()
