import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeHost } from '../../../src/authoring/testing.ts'
import type { UserState } from '../../../src/remote/probes/accounts.ts'
import user from '../../../tasks/accounts/user.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const DAYS = {
  ...{ password_expire_min: 0, password_expire_max: 99_999, password_expire_warn: 7 },
  ...{ password_expire_account_disable: null, expires: null },
}

const APP: UserState = {
  ...{ uid: 1001, gid: 1001, comment: '', home: '/home/app', shell: '/bin/sh', group: 'app' },
  ...{ groups: ['adm'], gids: [4], localGroups: [{ name: 'adm', gid: 4 }] },
  ...{ isLocal: true, hash: '$6$salt$hash', aging: DAYS, hasHome: true },
}

const NO_FILE = null
const KEYS = {
  'state of /home/app/.ssh/id_ed25519 /home/app/.ssh/id_ed25519.pub': [null, null],
  'state of /etc/keys/app /etc/keys/app.pub': [null, null],
  'state of /home/app/.ssh/mine /home/app/.ssh/mine.pub': [null, { kind: 'file' }],
  'ssh key /home/app/.ssh/mine': { ssh_key_file: '/home/app/.ssh/mine' },
}
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
  ['a day of expiry', { expires: 1893456000.5 }, {}, { expires: '2030-01-01' }],
  [
    'a day of expiry that it has',
    { expires: 1893499999 },
    { aging: { ...DAYS, expires: 21_915 } },
    undefined,
  ],
  ['no day of expiry', { expires: -1 }, { aging: { ...DAYS, expires: 0 } }, { expires: 'never' }],
  ['no day of expiry, which it does not have', { expires: '-1' }, {}, undefined],
  [
    'the ages of its password',
    { password_expire_max: 90, password_expire_min: 0, password_expire_warn: -1 },
    {},
    { password_expire_max: 90, password_expire_warn: 'never' },
  ],
  ['days of an account of a dry run', { password_expire_max: 90 }, { aging: undefined }, undefined],
  [
    'an ssh key that it lacks',
    { generate_ssh_key: true, ssh_key_type: 'ed25519' },
    {},
    { ssh_key_file: '/home/app/.ssh/id_ed25519' },
  ],
  [
    'an ssh key elsewhere that it lacks',
    { generate_ssh_key: true, ssh_key_file: '/etc/keys/app' },
    {},
    { ssh_key_file: '/etc/keys/app' },
  ],
  ['an ssh key that it has', { generate_ssh_key: true, ssh_key_file: '~/.ssh/mine' }, {}, undefined],
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
    const more = { 'state of /srv/app': NO_FILE, 'state of /opt': DIRECTORY, ...KEYS }
    assert.equal((await planned(said, state, more))?.after, after)
  })
}

test('of a user that only a directory service has, what differs is refused, and what is so is ok', async () => {
  const there = { isLocal: false }
  assert.is(await planned({ shell: '/bin/sh' }, there), undefined)
  const why = async (said: object) => (await planned(said, there).catch(error => error))?.hint
  assert.is(await why({ shell: '/bin/zsh' }), 'change its shell in that directory, or remove the param')
  assert.is(await why({ state: 'absent' }), 'change the account in that directory, or remove the param')
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

test('a password that is no hash is set with a warning where the dialect takes it, but never one with a colon', async () => {
  const { host } = hostWith(APP)
  const params = { ...(bind(user, { name: 'app' }) as object), password: 'secret' }
  const found = await user.check({
    ...{ host, params, project: noProject, environment: {}, isCheckMode: false, isAnsible: true },
  } as never)
  assert.equal(found.kind === 'plan' && found.changes[0]?.after, { password: '(set)' })
  assert.equal(found.outputs.warnings, [
    '`password` is no password hash: it allows no login, and /etc/shadow contains it as it is',
  ])
  const { error } = user.params.safeParse({ name: 'app', password: 'a:b' })
  assert.equal(
    error?.issues.map(({ message }) => message),
    ['expected a password hash, which has no `:` and no line break', HASH_EXPECTED],
  )
})

const HASH_EXPECTED =
  'expected a password hash for /etc/shadow, such as the output of `openssl passwd -6`, or `*`'

for (const [home, option] of [
  ['/nonexistent', '-M'],
  ['/srv/app', '-m'],
] as const)
  test(`a new user whose home is ${home} is added with ${option}`, async () => {
    const { host } = fakeHost({
      'user app': null,
      'id of group app': null,
      [`state of ${home}`]: null,
    })
    const params = bind(user, { name: 'app', home })
    const found = await user.check({
      ...{ host, params, project: noProject, environment: {}, isCheckMode: false },
    } as never)
    assert.is(found.kind, 'plan')
    const { data } = found as unknown as { data: { options: string[] } }
    assert.equal(
      data.options.filter(each => /^-[mM]$/.test(each)),
      [option],
    )
  })

// What getent, id and the tools of passwd 4.13 print on Debian 12.

const CAPTURED: readonly TaskRow[] = [
  {
    title: 'a user that is not there is created with a home',
    params: { name: 'app' },
    answers: {
      'user app': { status: 3 },
      'id of group app': { status: 3 },
      'state of /home/app':
        ' 1:rwx\u000041ed:2200:990:4096:1795945082:1795945110:1795945082:16491611:120:2:UNKNOWN:docker\u0000',
    },
    runs: {
      'useradd app': {
        stderr:
          'useradd: warning: the home directory /home/app already exists.\nuseradd: Not copying any file from skel directory into it.\n',
      },
    },
    expects: [
      'create user:app: null -> {}',
      "$ command -v useradd >/dev/null || { echo 'the host has no useradd' >&2; exit 127; }",
      '$ useradd -m -- app',
      'outputs: {"name":"app","state":"present","create_home":true,"system":false}',
    ],
  },
  {
    title: 'a user that is there is left alone',
    params: { name: 'app' },
    answers: {
      'user app':
        'app:x:2206:2206::/home/app:/bin/sh\napp\napp:\n2206\n\nlocal\n!:20786:0:99999:7:::\nhome\n',
    },
    expects: [
      'in sync: {"name":"app","state":"present","uid":2206,"group":2206,"groups":"","comment":"","home":"/home/app","shell":"/bin/sh","append":false,"move_home":false}',
    ],
  },
  {
    title: 'a user is created with all that can be said of one',
    params: {
      name: 'svc',
      uid: 2100,
      group: 'docker',
      groups: ['adm', '100'],
      comment: 'A service',
      home: '/srv/svc',
      shell: '/usr/sbin/nologin',
      system: true,
      create_home: false,
      password:
        '$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.',
      password_lock: true,
    },
    answers: {
      'user svc': { status: 3 },
      'id of group docker': 'docker:x:990:\n',
      'id of group adm': 'adm:x:4:\n',
      'state of /srv/svc': '\u0000',
    },
    runs: { 'useradd svc': { stderr: "useradd warning: svc's uid 2100 is greater than SYS_UID_MAX 999\n" } },
    expects: [
      'create user:svc: null -> {"uid":2100,"group":"docker","comment":"A service","home":"/srv/svc","shell":"/usr/sbin/nologin","groups":["adm","100"]}',
      "$ command -v useradd >/dev/null || { echo 'the host has no useradd' >&2; exit 127; }",
      "$ useradd -u 2100 -g docker -c 'A service' -d /srv/svc -s /usr/sbin/nologin -G adm,100 -r -M -- svc",
      '$ chpasswd -e',
      '< "svc:$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.\\n"',
      '$ usermod -L -- svc',
      'outputs: {"uid":2100,"comment":"A service","home":"/srv/svc","shell":"/usr/sbin/nologin","name":"svc","state":"present","create_home":false,"system":true}',
    ],
  },
  {
    title: 'a UID that another user has is allowed with `non_unique`',
    params: { name: 'svc2', uid: 2100, non_unique: true, create_home: false },
    answers: {
      'user svc2': { status: 3 },
      'id of group svc2': { status: 3 },
      'state of /home/svc2': '\u0000',
    },
    expects: [
      'create user:svc2: null -> {"uid":2100}',
      "$ command -v useradd >/dev/null || { echo 'the host has no useradd' >&2; exit 127; }",
      '$ useradd -u 2100 -o -M -- svc2',
      'outputs: {"uid":2100,"name":"svc2","state":"present","create_home":false,"system":false}',
    ],
  },
  {
    title: 'a UID that another user has is refused by useradd',
    params: { name: 'svc3', uid: 2100 },
    answers: {
      'user svc3': { status: 3 },
      'id of group svc3': { status: 3 },
      'state of /home/svc3': '\u0000',
    },
    runs: { 'useradd svc3': { status: 4, stderr: 'useradd: UID 2100 is not unique\n' } },
    expects: [
      'create user:svc3: null -> {"uid":2100}',
      'predicts: create file:/home/svc3: null -> {"state":"directory","owner":"svc3","group":"svc3"}',
      "$ command -v useradd >/dev/null || { echo 'the host has no useradd' >&2; exit 127; }",
      '$ useradd -u 2100 -m -- svc3',
      'error: useradd svc3: status 4: useradd: UID 2100 is not unique',
    ],
  },
  {
    title: 'a user gets the default group if there is a group of its name',
    params: { name: 'docker' },
    answers: {
      'user docker': { status: 3 },
      'id of group docker': 'docker:x:990:\n',
      'state of /home/docker': '\u0000',
    },
    expects: [
      'create user:docker: null -> {"group":"users"}',
      'predicts: create file:/home/docker: null -> {"state":"directory","owner":"docker","group":"users"}',
      "$ command -v useradd >/dev/null || { echo 'the host has no useradd' >&2; exit 127; }",
      '$ useradd -N -m -- docker',
      'outputs: {"name":"docker","state":"present","create_home":true,"system":false}',
    ],
  },
  {
    title: 'each field that differs is changed',
    params: { name: 'app', uid: 2200, group: 'docker', comment: 'The app', shell: '/bin/bash' },
    answers: {
      'user app':
        'app:x:2206:2206::/home/app:/bin/sh\napp\napp:\n2206\n\nlocal\n!:20786:0:99999:7:::\nhome\n',
      'id of group docker': 'docker:x:990:\n',
    },
    expects: [
      'update user:app: {"uid":2206,"group":"app","comment":"","shell":"/bin/sh"} -> {"uid":2200,"group":"docker","comment":"The app","shell":"/bin/bash"}',
      "$ command -v usermod >/dev/null || { echo 'the host has no usermod' >&2; exit 127; }",
      "$ usermod -u 2200 -g docker -c 'The app' -s /bin/bash -- app",
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/home/app","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'groups are added',
    params: { name: 'app', groups: 'adm', append: true },
    answers: {
      'user app':
        'app:x:2200:990:The app:/home/app:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n!:20786:0:99999:7:::\nhome\n',
      'id of group adm': 'adm:x:4:svc\n',
    },
    expects: [
      'update user:app: {"groups":[]} -> {"groups":["adm"]}',
      "$ command -v usermod >/dev/null || { echo 'the host has no usermod' >&2; exit 127; }",
      '$ usermod -a -G adm -- app',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"adm","comment":"The app","home":"/home/app","shell":"/bin/bash","append":true,"move_home":false}',
    ],
  },
  {
    title: 'a group is added to those that it has',
    params: { name: 'app', groups: ['users'], append: true },
    answers: {
      'user app':
        'app:x:2200:990:The app:/home/app:/bin/bash\ndocker\ndocker:adm:\n990 4\n:adm=4\nlocal\n!:20786:0:99999:7:::\nhome\n',
      'id of group users': 'users:x:100:svc\n',
    },
    expects: [
      'update user:app: {"groups":["adm"]} -> {"groups":["adm","users"]}',
      "$ command -v usermod >/dev/null || { echo 'the host has no usermod' >&2; exit 127; }",
      '$ usermod -a -G users -- app',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"adm,users","comment":"The app","home":"/home/app","shell":"/bin/bash","append":true,"move_home":false}',
    ],
  },
  {
    title: 'groups that it has are left alone',
    params: { name: 'app', groups: ['users,adm'] },
    answers: {
      'user app':
        'app:x:2200:990:The app:/home/app:/bin/bash\ndocker\ndocker:adm:users:\n990 4 100\n:adm=4:users=100\nlocal\n!:20786:0:99999:7:::\nhome\n',
      'id of group users': 'users:x:100:svc,app\n',
      'id of group adm': 'adm:x:4:svc,app\n',
    },
    expects: [
      'in sync: {"name":"app","state":"present","uid":2200,"group":990,"groups":"adm,users","comment":"The app","home":"/home/app","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'groups are replaced',
    params: { name: 'app', groups: ['users'] },
    answers: {
      'user app':
        'app:x:2200:990:The app:/home/app:/bin/bash\ndocker\ndocker:adm:users:\n990 4 100\n:adm=4:users=100\nlocal\n!:20786:0:99999:7:::\nhome\n',
      'id of group users': 'users:x:100:svc,app\n',
    },
    expects: [
      'update user:app: {"groups":["adm","users"]} -> {"groups":["users"]}',
      "$ command -v usermod >/dev/null || { echo 'the host has no usermod' >&2; exit 127; }",
      '$ usermod -G users -- app',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"users","comment":"The app","home":"/home/app","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'all groups are taken away',
    params: { name: 'app', groups: [] },
    answers: {
      'user app':
        'app:x:2200:990:The app:/home/app:/bin/bash\ndocker\ndocker:users:\n990 100\n:users=100\nlocal\n!:20786:0:99999:7:::\nhome\n',
    },
    expects: [
      'update user:app: {"groups":["users"]} -> {"groups":[]}',
      "$ command -v usermod >/dev/null || { echo 'the host has no usermod' >&2; exit 127; }",
      "$ usermod -G '' -- app",
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/home/app","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'a home that is gone is made',
    params: { name: 'app' },
    answers: {
      'user app':
        'app:x:2200:990:The app:/home/app:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n!:20786:0:99999:7:::\nnone\n',
    },
    expects: [
      'update user:app: {} -> {"home_directory":"made"}',
      'predicts: create file:/home/app: null -> {"state":"directory","owner":"app","group":"docker"}',
      '$ [home of app]',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/home/app","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'another home is made',
    params: { name: 'app', home: '/srv/app' },
    answers: {
      'user app':
        'app:x:2200:990:The app:/home/app:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n!:20786:0:99999:7:::\nhome\n',
      'state of /srv/app': '\u0000',
    },
    expects: [
      'update user:app: {"home":"/home/app"} -> {"home":"/srv/app","home_directory":"made"}',
      'predicts: create file:/srv/app: null -> {"state":"directory","owner":"app","group":"docker"}',
      "$ command -v usermod >/dev/null || { echo 'the host has no usermod' >&2; exit 127; }",
      '$ usermod -d /srv/app -- app',
      '$ [home of app]',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/srv/app","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'the home is moved',
    params: { name: 'app', home: '/srv/app2', move_home: true },
    answers: {
      'user app':
        'app:x:2200:990:The app:/srv/app:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n!:20786:0:99999:7:::\nhome\n',
    },
    expects: [
      'update user:app: {"home":"/srv/app"} -> {"home":"/srv/app2"}',
      'predicts: delete file:/srv/app: {} -> null',
      'predicts: create file:/srv/app2: null -> {"state":"something"}',
      "$ command -v usermod >/dev/null || { echo 'the host has no usermod' >&2; exit 127; }",
      '$ usermod -d /srv/app2 -m -- app',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/srv/app2","shell":"/bin/bash","append":false,"move_home":true}',
    ],
  },
  {
    title: 'a password is set on standard input',
    params: {
      name: 'app',
      password:
        '$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.',
    },
    answers: {
      'user app':
        'app:x:2200:990:The app:/srv/app2:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n!:20786:0:99999:7:::\nhome\n',
    },
    expects: [
      'update user:app: {} -> {"password":"(set)"}',
      '$ chpasswd -e',
      '< "app:$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.\\n"',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/srv/app2","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'the password of an existing user is left alone with `on_create`',
    params: { name: 'app', password: '*', update_password: 'on_create' },
    answers: {
      'user app':
        'app:x:2200:990:The app:/srv/app2:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.:20786:0:99999:7:::\nhome\n',
    },
    expects: [
      'in sync: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/srv/app2","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'a password is locked',
    params: { name: 'app', password_lock: true },
    answers: {
      'user app':
        'app:x:2200:990:The app:/srv/app2:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.:20786:0:99999:7:::\nhome\n',
    },
    expects: [
      'update user:app: {} -> {"password_lock":true}',
      '$ usermod -L -- app',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/srv/app2","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: 'a locked password is unlocked',
    params: { name: 'app', password_lock: false },
    answers: {
      'user app':
        'app:x:2200:990:The app:/srv/app2:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n!$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.:20786:0:99999:7:::\nhome\n',
    },
    expects: [
      'update user:app: {} -> {"password_lock":false}',
      '$ usermod -U -- app',
      'outputs: {"name":"app","state":"present","uid":2200,"group":990,"groups":"","comment":"The app","home":"/srv/app2","shell":"/bin/bash","append":false,"move_home":false}',
    ],
  },
  {
    title: '`non_unique` without a UID says nothing',
    params: { name: 'any2', non_unique: true, create_home: false },
    answers: {
      'user any2':
        'any2:x:2201:2201::/home/any2:/bin/sh\nany2\nany2:\n2201\n\nlocal\n!:20786:0:99999:7:::\nnone\n',
    },
    expects: [
      'in sync: {"name":"any2","state":"present","uid":2201,"group":2201,"groups":"","comment":"","home":"/home/any2","shell":"/bin/sh","append":false,"move_home":false}',
    ],
  },
  {
    title: 'an account without a password is created with `password_lock: false`',
    params: { name: 'new', password_lock: false, create_home: false },
    answers: { 'user new': { status: 3 }, 'id of group new': { status: 3 }, 'state of /home/new': '\u0000' },
    expects: [
      'create user:new: null -> {}',
      "$ command -v useradd >/dev/null || { echo 'the host has no useradd' >&2; exit 127; }",
      '$ useradd -M -- new',
      'outputs: {"name":"new","state":"present","create_home":false,"system":false}',
    ],
  },
  {
    title: 'an account without a password stays as it is with `password_lock: false`',
    params: { name: 'new', password_lock: false, create_home: false },
    answers: {
      'user new':
        'new:x:2208:2208::/home/new:/bin/sh\nnew\nnew:\n2208\n\nlocal\n!:20786:0:99999:7:::\nnone\n',
    },
    expects: [
      'in sync: {"name":"new","state":"present","uid":2208,"group":2208,"groups":"","comment":"","home":"/home/new","shell":"/bin/sh","append":false,"move_home":false}',
    ],
  },
  {
    title: 'a user is deleted, and its home stays',
    params: { name: 'new', state: 'absent' },
    answers: {
      'user new':
        'new:x:2208:2208::/home/new:/bin/sh\nnew\nnew:\n2208\n\nlocal\n!:20786:0:99999:7:::\nnone\n',
    },
    expects: [
      'delete user:new: {"uid":2208} -> null',
      'predicts: delete group:new: {} -> null',
      '$ if command -v userdel >/dev/null; then userdel  -- new; else deluser new; fi',
      'outputs: {"name":"new","state":"absent","remove":false,"force":false}',
    ],
  },
  {
    title: 'a user that is not there needs no deletion',
    params: { name: 'new', state: 'absent' },
    answers: { 'user new': { status: 3 } },
    expects: ['in sync: {"name":"new","state":"absent"}'],
  },
  {
    title: 'a user is deleted with its home',
    params: { name: 'app', state: 'absent', remove: true, force: true },
    answers: {
      'user app':
        'app:x:2200:990:The app:/srv/app2:/bin/bash\ndocker\ndocker:\n990\n\nlocal\n$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.:20786:0:99999:7:::\nhome\n',
      'state of /srv/app2':
        ' 1:rwx\u000041ed:2200:990:4096:1795945372:1795945373:1795945373:16490825:120:2:app:docker\u0000',
    },
    runs: {
      'remove user app': {
        stderr:
          'userdel: group app not removed because it is not the primary group of user app.\nuserdel: app mail spool (/var/mail/app) not found\n',
      },
    },
    expects: [
      'delete user:app: {"uid":2200} -> null',
      'predicts: delete file:/srv/app2: {} -> null',
      '$ if command -v userdel >/dev/null; then userdel -r -f -- app; else deluser app; fi',
      'outputs: {"name":"app","state":"absent","remove":true,"force":true}',
    ],
  },
  {
    title: 'a home that belongs to another user is not deleted',
    params: { name: 'svc2', state: 'absent', remove: true },
    answers: {
      'user svc2':
        'svc2:x:2100:2100::/root:/bin/sh\nsvc2\nsvc2:docker:\n2100 990\n\nlocal\n!:20786:0:99999:7:::\nhome\n',
      'state of /root':
        ' 1:rwx\u000041c0:0:0:4096:1795904878:1795945110:1795944428:1516470:120:1:root:root\u0000',
    },
    expects: [
      'delete user:svc2: {"uid":2100} -> null',
      'predicts: delete group:svc2: {} -> null',
      '$ if command -v userdel >/dev/null; then userdel  -- svc2; else deluser svc2; fi',
      'outputs: {"name":"svc2","state":"absent","remove":true,"force":false}',
    ],
  },
  {
    title: 'a group that is not there is an error',
    params: { name: 'new', groups: ['no-such'] },
    answers: { 'user new': { status: 3 }, 'id of group no-such': { status: 3 } },
    expects: ['error: there is no group `no-such`', 'hint: create it in an earlier task: `group: no-such`'],
  },
  {
    title: 'a primary group that is not there is an error',
    params: { name: 'new', group: 'no-such' },
    answers: { 'user new': { status: 3 }, 'id of group no-such': { status: 3 } },
    expects: ['error: there is no group `no-such`', 'hint: create it in an earlier task: `group: no-such`'],
  },
  {
    title: 'a name with a space is refused',
    params: { name: 'a b' },
    expects: ['refused: name: expected a user name'],
  },
]

taskRows('user', user, CAPTURED)

test.run()
