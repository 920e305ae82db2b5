import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import archive from '../../../tasks/files/archive.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(id) é`

function layOut(root: string, name = `${NAME}\n`): void {
  mkdirSync(`${root}/${NAME}/sub`, { recursive: true })
  mkdirSync(`${root}/out`)
  writeFileSync(`${root}/${NAME}/${name}`, 'x')
  writeFileSync(`${root}/${NAME}/--help`, 'x')
  writeFileSync(`${root}/${NAME}/sub/f.log`, 'log')
  symlinkSync('none', `${root}/${NAME}/link`)
}

const namesIn = (file: string) =>
  execFileSync('tar', ['-tf', file, '--quoting-style=literal', '--null'], { encoding: 'utf8' })

const tars = ['gz', 'bz2', 'xz', 'tar'].map(format => ({
  title: `packs directories with odd names as ${format}`,
  params: {
    path: [`@/${NAME}`, '@/none'],
    dest: `@/out/${NAME}`,
    format,
    exclusion_patterns: ['*.log'],
    mode: '0600',
    force_archive: true,
  },
  expects: 'plan' as const,
  prepare: (root: string) => layOut(root),
  verify: (root: string) => {
    const lines = namesIn(`${root}/out/${NAME}`)
    for (const name of [`${NAME}/${NAME}\n`, `${NAME}/--help`, `${NAME}/link`, `${NAME}/sub/`])
      assert.ok(lines.includes(name), `${name} in ${lines}`)
    assert.ok(!lines.includes('f.log'))
  },
}))

contractRows('archive', archive, [
  ...tars,
  {
    title: 'packs a directory as zip',
    params: { path: `@/${NAME}/`, dest: '@/out/a.zip', format: 'zip' },
    expects: 'plan',
    prepare: root => layOut(root, NAME),
    verify: root => {
      const lines = execFileSync('unzip', ['-Z1', `${root}/out/a.zip`], { encoding: 'utf8' })
      assert.match(lines, '--help\n')
      assert.match(lines, 'sub/f.log\n')
    },
  },
  {
    title: 'compresses a single file and deletes it',
    params: { path: `@/${NAME}/--help`, remove: true },
    expects: 'plan',
    prepare: root => layOut(root),
    verify: root => {
      assert.is(gunzipSync(readFileSync(`${root}/${NAME}/--help.gz`)).toString(), 'x')
      assert.not.ok(existsSync(`${root}/${NAME}/--help`))
    },
  },
  {
    title: 'packs the paths that match a pattern and deletes them',
    params: { path: '@/d/*.l?g', dest: '@/out/a.tgz', exclude_path: '@/d/b*', remove: true },
    expects: 'plan',
    prepare: root => {
      layOut(root)
      mkdirSync(`${root}/d/c.log`, { recursive: true })
      for (const name of ['a.log', 'b.log', '.a.log', 'a.txt', 'c.log/in'])
        writeFileSync(`${root}/d/${name}`, name)
    },
    verify: root => {
      assert.is(namesIn(`${root}/out/a.tgz`), 'a.log\nc.log/in\n')
      for (const name of ['a.log', 'c.log']) assert.not.ok(existsSync(`${root}/d/${name}`))
      for (const name of ['b.log', '.a.log', 'a.txt']) assert.ok(existsSync(`${root}/d/${name}`))
    },
  },
])

test.run()
