import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import synchronize from '../../../tasks/files/synchronize.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(id)\n é`

const namesBelow = (root: string) => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()

/** Creates a directory with all types of content. */
function layOut(root: string): void {
  mkdirSync(`${root}/${NAME}/sub/.git`, { recursive: true })
  writeFileSync(`${root}/${NAME}/${NAME}`, 'x\n')
  chmodSync(`${root}/${NAME}/${NAME}`, 0o750)
  writeFileSync(`${root}/${NAME}/sub/f`, 'f\n')
  writeFileSync(`${root}/${NAME}/sub/.git/x`, '')
  symlinkSync(NAME, `${root}/${NAME}/link`)
  chmodSync(`${root}/${NAME}/sub`, 0o700)
}

contractRows('synchronize', synchronize, [
  {
    title: 'pushes a directory with odd names, and deletes other files except for excluded ones',
    params: {
      src: `${NAME}/`,
      dest: `@/${NAME}`,
      delete: true,
      rsync_opts: ['--exclude=.git', '--exclude=/keep/me'],
    },
    expects: 'plan',
    prepare: (root, project) => {
      layOut(project)
      mkdirSync(`${root}/${NAME}/keep/not`, { recursive: true })
      mkdirSync(`${root}/${NAME}/old/.git`, { recursive: true })
      mkdirSync(`${root}/${NAME}/gone/deep`, { recursive: true })
      writeFileSync(`${root}/${NAME}/keep/me`, '')
      writeFileSync(`${root}/${NAME}/-rf *`, '')
    },
    verify: root => {
      const expected = [NAME, 'keep', 'keep/me', 'link', 'old', 'old/.git', 'sub', 'sub/f']
      assert.equal(namesBelow(`${root}/${NAME}`), expected.sort())
      assert.is(readlinkSync(`${root}/${NAME}/link`), NAME)
      assert.is(lstatSync(`${root}/${NAME}/${NAME}`).mode & 0o7777, 0o750)
      assert.is(lstatSync(`${root}/${NAME}/sub`).mode & 0o7777, 0o700)
    },
  },
  {
    title: 'pushes a directory into another, without modes and links',
    params: { src: NAME, dest: '@/new', archive: false, recursive: true, rsync_opts: '--chmod=F0600' },
    expects: 'plan',
    prepare: (_, project) => layOut(project),
    verify: root => {
      const names = [
        NAME,
        `${NAME}/${NAME}`,
        `${NAME}/sub`,
        `${NAME}/sub/.git`,
        `${NAME}/sub/.git/x`,
        `${NAME}/sub/f`,
      ]
      assert.equal(namesBelow(`${root}/new`), names.sort())
      assert.is(lstatSync(`${root}/new/${NAME}/${NAME}`).mode & 0o7777, 0o600)
    },
  },
  {
    title: 'pulls a directory with odd names, and replaces files that differ',
    params: { src: `@/${NAME}`, dest: '@-pulled', mode: 'pull', rsync_opts: '--exclude=.git/' },
    expects: 'plan',
    prepare: root => {
      layOut(root)
      mkdirSync(`${root}-pulled/${NAME}/sub`, { recursive: true })
      writeFileSync(`${root}-pulled/${NAME}/sub/f`, 'old')
    },
    verify: root => {
      const names = [NAME, `${NAME}/${NAME}`, `${NAME}/link`, `${NAME}/sub`, `${NAME}/sub/f`]
      assert.equal(namesBelow(`${root}-pulled`), names.sort())
      assert.is(readFileSync(`${root}-pulled/${NAME}/sub/f`, 'utf8'), 'f\n')
      assert.is(lstatSync(`${root}-pulled/${NAME}/${NAME}`).mode & 0o7777, 0o750)
      assert.is(readlinkSync(`${root}-pulled/${NAME}/link`), NAME)
    },
  },
])

test.run()
