import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import htpasswd from '../../../tasks/accounts/htpasswd.ts'
import { contractRows } from '../../kit/rows.ts'

const NAME = `-a "b" '$(id)\n é`
const PASSWORD = `p "w" '$(id) é`

contractRows(
  'htpasswd',
  htpasswd,
  ['bcrypt', 'apr_md5_crypt', 'sha512_crypt'].map(crypt_scheme => ({
    title: `Apache finds a user of ${crypt_scheme} in a file with an odd name`,
    params: { path: `@/sub/${NAME}`, name: 'é "x"', password: PASSWORD, crypt_scheme },
    expects: 'plan',
    verify: root => {
      const words = ['-vi', `${root}/sub/${NAME}`, 'é "x"']
      assert.is(spawnSync('htpasswd', words, { input: PASSWORD }).status, 0)
      assert.is.not(spawnSync('htpasswd', words, { input: 'other' }).status, 0)
    },
  })),
)

test.run()
