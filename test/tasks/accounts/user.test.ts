import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeHost } from '../../../src/authoring/testing.ts'
import type { UserState } from '../../../src/remote/probes/accounts.ts'
import user from '../../../tasks/accounts/user.ts'
import { bind, noProject } from '../../kit/contract.ts'

const APP: UserState = {
  ...{ uid: 1001, gid: 1001, comment: '', home: '/home/app', shell: '/bin/sh', group: 'app' },
  ...{ groups: ['adm'], gids: [4], localGroups: [{ name: 'adm', gid: 4 }] },
  ...{ isLocal: true, hash: '$6$salt$hash', hasHome: true },
}

const NO_FILE = null
const DIRECTORY = { kind: 'directory', uid: 0, gid: 0, mode: '0755' }

function hostWith(state: object, more: object = {}) {
  return fakeHost({
    'user app': state,
    'id of group adm': 4,
    'id of group docker': 999,
    'id of group none': null,
    ...more,
  })
}

async function planned(said: object, state: object = {}, more: object = {}) {
  const { host } = hostWith({ ...APP, ...state }, more)
  const params = bind(user, { name: 'app', ...said })
  const found = await user.check({
    ...{ host, params, project: noProject, environment: {}, isCheckMode: false },
  } as never)
  return found.kind === 'in-sync' ? undefined : { after: found.changes[0]?.after, data: found.data }
}

const UNLOCKED =
  '$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.'

/** What a task says of a user that is there, what is other there, and what of it would be changed. */
const ROWS: readonly (readonly [title: string, said: object, state: object, after: object | undefined])[] = [
  ['a group that it has, by name', { groups: ['adm'] }, {}, undefined],
  ['a group that it has, by number', { groups: ['4'] }, {}, undefined],
  ['its own group by number among the others', { groups: ['1001', 'adm'] }, {}, undefined],
  ['a group that it lacks, by number', { groups: ['999'], append: true }, {}, { groups: ['999', 'adm'] }],
  ['one group and no other', { groups: ['docker'] }, {}, { groups: ['docker'] }],
  ['no other group', { groups: [] }, {}, { groups: [] }],
  [
    'a group of a directory service, which no list in /etc/group takes it out of',
    { groups: ['adm'] },
    { groups: ['adm', 'ldap-admins'], gids: [4, 70000] },
    undefined,
  ],
  ['its primary group by number', { group: '1001' }, {}, undefined],
  ['the hash that it has', { password: UNLOCKED }, { hash: UNLOCKED }, undefined],
  ['the hash that it has, under a lock', { password: UNLOCKED }, { hash: `!${UNLOCKED}` }, undefined],
  ['another hash', { password: UNLOCKED }, {}, { password: '(set)' }],
  ['a locked hash', { password: `!${UNLOCKED}` }, { hash: UNLOCKED }, { password: '(set)' }],
  ['no password, where anyone may log in without', { password: '!' }, { hash: '' }, { password: '(set)' }],
  ['no password, where it is locked otherwise', { password: '!' }, { hash: '!!' }, undefined],
  ['a lock', { password_lock: true }, {}, { password_lock: true }],
  ['a home that is gone', {}, { hasHome: false }, { home_directory: 'made' }],
  [
    'a home that is gone, of a user of the system',
    { system: true },
    { hasHome: false },
    { home_directory: 'made' },
  ],
  ['a home that is gone and not asked for', { create_home: false }, { hasHome: false }, undefined],
  ['a home that is never there', {}, { home: '/nonexistent', hasHome: false }, undefined],
  ['another home', { home: '/srv/app' }, {}, { home: '/srv/app', home_directory: 'made' }],
  ['another home that is there', { home: '/opt' }, {}, { home: '/opt' }],
  [
    'another home, to which the old one moves',
    { home: '/srv/app', move_home: true },
    {},
    { home: '/srv/app' },
  ],
]

for (const [title, said, state, after] of ROWS) {
  test(`a user is held to ${title}`, async () => {
    const more = { 'state of /srv/app': NO_FILE, 'state of /opt': DIRECTORY }
    assert.equal((await planned(said, state, more))?.after, after)
  })
}

test('of a user that only a directory service has, what differs is refused, and what is so is ok', async () => {
  const there = { isLocal: false }
  assert.is(await planned({ shell: '/bin/sh' }, there), undefined)
  const why = async (said: object) => (await planned(said, there).catch(error => error))?.hint
  assert.is(await why({ shell: '/bin/zsh' }), 'change its shell in that directory, or remove it here')
  assert.is(await why({ state: 'absent' }), 'change the account in that directory, or remove it here')
  assert.equal((await planned({}, { ...there, hasHome: false }))?.after, { home_directory: 'made' })
})

test('a group that is not there is refused in the check', async () => {
  const error = await planned({ groups: ['none'] }).catch(error => error)
  assert.is(error.message, 'there is no group `none`')
})

test('a password that is no hash is refused, and never shown', () => {
  for (const password of ['secret', 'Passw0rd1234x', '$6$only']) {
    const result = user.params.safeParse({ name: 'app', password })
    assert.is(result.success, false, password)
    assert.not.match(JSON.stringify(result.error?.issues), password)
  }
})

test.run()
