import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { HTPASSWD_SCHEMES, withoutUser, withUser } from '../../../src/task-lib/accounts/htpasswd.ts'

// Hashes of `sécret` as printed by `htpasswd -nb`, `-nbB` and `-nbs` of Apache 2.4.62 and by `openssl passwd` 3.0.
const HASHES: readonly [scheme: string, hash: string][] = [
  ['apr_md5_crypt', '$apr1$.82tPIbr$TnApj4W.VGA99Ax47LfPl/'],
  ['bcrypt', '$2y$05$q3FiPA9cwQe5Kb8PgHTsmOg95m1/PZATgAwwwYfrW0YIGcshmw3o2'],
  ['ldap_sha1', '{SHA}4NPDM/3N1xhO4z/lGdXdb9NzViA='],
  ['md5_crypt', '$1$AJw2zs.3$XKhv8OsDiR9rIVMeYoaDn.'],
  ['sha256_crypt', '$5$20UzJGv0jAhfVitd$KWm3Q85bI5XmVr/4DQ87JWFuTsSHUgMghBwJM8v07KD'],
  [
    'sha512_crypt',
    '$6$Vgc.ipJIVV7cjivl$OtfnmuMVOXeVRXLm719jh.LHtLK3/1Q0AwxHYyKjtWpqPCoHmn9EjS6h.S0zid/HRj.5h1n/H1ZBnuk8ES/cu1',
  ],
  [
    'sha512_crypt with rounds',
    '$6$rounds=2000$abcdefgh$tY4BulPBYsVE/qGL.Jm.StAD5bAq8cqtzRDmremu4e48UFTi1ohyY.dQg6BFa3fytQQfq2B37spW7xX93qIMh.',
  ],
]

for (const [scheme, hash] of HASHES) {
  test(`a line whose ${scheme} hash matches the password is not changed`, () => {
    const user = { name: 'a', password: 'sécret', scheme: 'apr_md5_crypt' } as const
    assert.is(withUser(`a:${hash}\n`, user, 's'), `a:${hash}\n`)
    assert.is.not(withUser(`a:${hash}\n`, { ...user, password: 'other' }, 's'), `a:${hash}\n`)
  })
}

for (const scheme of HTPASSWD_SCHEMES) {
  test(`a user with a ${scheme} hash is added once, and changed in place`, () => {
    const user = { name: 'b', password: 'x y', scheme }
    const added = withUser('# c\na:1\nc:2\n', user, 's')
    assert.match(added, /^# c\na:1\nc:2\nb:[^\n]+\n$/)
    assert.is(withUser(added, user, 'another'), added)
    const changed = withUser('b:old\nc:2\nb:double\n', user, 's')
    assert.match(changed, /^b:[^\n]+\nc:2\n$/)
    assert.is(withUser(changed, user, 's'), changed)
  })
}

test('the salt is the same in each check of a file, and differs between files', () => {
  const user = { name: 'b', password: 'x', scheme: 'apr_md5_crypt' } as const
  assert.is(withUser('', user, '/a'), withUser('', user, '/a'))
  assert.is.not(withUser('', user, '/a'), withUser('', user, '/b'))
})

test('removing a user keeps users whose names begin with the same letters, and comments', () => {
  assert.is(withoutUser('a:1\nab:2\n#a:3', 'a'), 'ab:2\n#a:3\n')
  assert.is(withoutUser('ab:2', 'a'), 'ab:2')
})

test.run()
