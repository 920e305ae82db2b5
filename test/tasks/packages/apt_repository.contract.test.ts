import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import aptRepository from '../../../tasks/packages/apt_repository.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(c) é`
const REPO = `deb [signed-by=/k.asc] http://drover.invalid/deb "$(id)" 'é'`

// The lists are not updated: sources that cannot be fetched would be removed again.
contractRows('apt_repository', aptRepository, [
  {
    title: 'adds a source to a file with an odd name',
    params: { repo: `  ${REPO}   # why`, filename: `@/${NAME}`, update_cache: false, mode: '0640' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/${NAME}.list`, '# mine\ndeb http://a b c'),
    verify: root => {
      assert.is(readFileSync(`${root}/${NAME}.list`, 'utf8'), `# mine\ndeb http://a b c\n${REPO}\n`)
      assert.is(statSync(`${root}/${NAME}.list`).mode & 0o7777, 0o640)
    },
  },
  {
    title: 'enables a source and keeps its comment',
    params: { repo: REPO, filename: '@/x', update_cache: false },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/x.list`, `\n# ${REPO} # disabled on upgrade\n`),
    verify: root => assert.is(readFileSync(`${root}/x.list`, 'utf8'), `\n${REPO} # disabled on upgrade\n`),
  },
  {
    title: 'removes a source with its file',
    params: { repo: REPO, filename: '@/x', state: 'absent', update_cache: false },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/x.list`, `${REPO}\n`),
    verify: root => assert.is(existsSync(`${root}/x.list`), false),
  },
  {
    title: 'finds a source in sync',
    params: { repo: REPO.replaceAll(' ', '  '), filename: '@/x', update_cache: false },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/x.list`, ` ${REPO}\n`),
  },
])

test.run()
