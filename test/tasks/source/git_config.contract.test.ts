import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import gitConfig from '../../../tasks/source/git_config.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(id)\n é`
const VALUE = `-x "y" '$(id)\n\té # ; \\`
const git = (...words: readonly string[]) => execFileSync('git', words, { encoding: 'utf8' })

contractRows('git_config', gitConfig, [
  {
    title: 'sets an odd name and value in a file that does not exist',
    params: {
      name: `url.${NAME.replace('\n', '')}.insteadOf`,
      value: VALUE,
      scope: 'file',
      file: `@/${NAME}`,
    },
    expects: 'plan',
    verify: root =>
      assert.is(git('config', '-f', `${root}/${NAME}`, '--null', '--list').split('\0').length, 2),
  },
  {
    title: 'replaces several values in a repository with an odd name',
    params: { name: 'a.b', value: VALUE, scope: 'local', repo: `@/${NAME}` },
    expects: 'plan',
    prepare: root => {
      git('init', '-q', `${root}/${NAME}`)
      for (const value of ['1', '2']) git('-C', `${root}/${NAME}`, 'config', '--add', 'a.b', value)
    },
    verify: root =>
      assert.is(git('-C', `${root}/${NAME}`, 'config', '--null', '--get-all', 'a.b'), `${VALUE}\0`),
  },
  {
    title: 'removes a setting',
    params: { name: 'a.b', state: 'absent', scope: 'file', file: '@/f' },
    expects: 'plan',
    prepare: root => git('config', '-f', `${root}/f`, 'a.b', '1'),
  },
])

test.run()
