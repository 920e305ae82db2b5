import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sentVariables } from '../../../src/transport/persistent/sent-environment.ts'
import { lendEnvironment } from '../../kit/environment.ts'
import { scratch } from '../../kit/local-session.ts'

const { path: home, remove } = scratch()
lendEnvironment('HOME')
test.before(() => {
  process.env.HOME = home
  mkdirSync(join(home, '.ssh'))
})
test.after(() => remove())

const ENVIRONMENT = { LANG: 'de_DE.UTF-8', LC_ALL: 'C', LC_TIME: undefined, HOME: home, TOKEN: 'x' }
/** The variables that Debian's default ssh configuration sends. */
const LOCALE = { LANG: 'de_DE.UTF-8', LC_ALL: 'C' }

/**
 * A user's configuration, arguments of ssh_args, and the variables that are sent; undefined if only ssh knows
 * them.
 */
const CASES: [what: string, config: string, words: string[], sent: Record<string, string> | undefined][] = [
  ['nothing', '', [], LOCALE],
  ['hosts and comments', '# SendEnv TOKEN\nHost box\n  User me\n  Port 22\n', ['-o', 'Port=2'], LOCALE],
  ['the locale again', 'SendEnv LANG LC_*\n', [], LOCALE],
  ['the locale for all hosts', 'Host *\nSendEnv=LC_TIME\n', [], LOCALE],
  ['the locale for one host', 'Host box\n  sendenv LANG\n', [], undefined],
  ['another variable', 'SendEnv TOKEN\n', [], undefined],
  ['a pattern', 'SendEnv TOK*\n', [], undefined],
  ['a variable taken back', 'SendEnv -LANG\n', [], undefined],
  ['a value', 'SetEnv TOKEN=y\n', [], undefined],
  ['another file', 'Include more\n', [], undefined],
  ['options of ssh_args', '', ['-o', 'SendEnv=TOKEN'], undefined],
  ['a file that ssh_args names', '', ['-F', '/dev/null'], undefined],
]

for (const [what, config, words, sent] of CASES) {
  test(`with ${what} in ssh's configuration, the variables that ssh sends are known, or known to be unknown`, () => {
    writeFileSync(join(home, '.ssh/config'), config)
    assert.equal(sentVariables(words, ENVIRONMENT), sent)
  })
}

test.run()
