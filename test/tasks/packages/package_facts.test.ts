import { test } from 'uvu'
import packageFacts from '../../../tasks/packages/package_facts.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const found = (packages: object): string => `in sync: ${JSON.stringify({ ansible_facts: { packages } })}`

const ROWS: readonly TaskRow[] = [
  {
    title: 'packages of dpkg 1.21, of two architectures, without removed ones',
    params: {},
    answers: {
      'packages of apk, apt, pacman, rpm': `= apt
amd64
ii \tcurl\t7.88.1-10+deb12u8\tamd64\tweb
ii \tlibc6\t2.36-9\tamd64\tlibs
ii \tlibc6\t2.36-9\ti386\tlibs
ii \ttzdata\t2025b-0\tall\tlocalization
rc \tnginx\t1.22\tamd64\thttpd
iU \thalf\t1\tamd64\tmisc
`,
    },
    expects: [
      found({
        curl: [
          {
            name: 'curl',
            version: '7.88.1-10+deb12u8',
            arch: 'amd64',
            category: 'web',
            origin: '',
            source: 'apt',
          },
        ],
        libc6: [
          { name: 'libc6', version: '2.36-9', arch: 'amd64', category: 'libs', origin: '', source: 'apt' },
        ],
        'libc6:i386': [
          {
            name: 'libc6:i386',
            version: '2.36-9',
            arch: 'i386',
            category: 'libs',
            origin: '',
            source: 'apt',
          },
        ],
        tzdata: [
          {
            name: 'tzdata',
            version: '2025b-0',
            arch: 'all',
            category: 'localization',
            origin: '',
            source: 'apt',
          },
        ],
        half: [{ name: 'half', version: '1', arch: 'amd64', category: 'misc', origin: '', source: 'apt' }],
      }),
    ],
  },
  {
    title: 'packages of rpm 4.16 and of apk',
    params: { manager: ['rpm', 'auto'], strategy: 'all' },
    answers: {
      'packages of rpm, apk, apt, pacman': `= rpm
kernel\t5.14.0\t1.el9\t(none)\tx86_64
kernel\t5.14.0\t2.el9\t(none)\tx86_64
vim-minimal\t8.2\t3.el9\t2\tx86_64
gpg-pubkey\t8483c65d\t5ccc5b19\t(none)\t(none)
= apk
musl-utils-1.2.4-r2
`,
    },
    expects: [
      found({
        kernel: [
          { name: 'kernel', version: '5.14.0', release: '1.el9', epoch: null, arch: 'x86_64', source: 'rpm' },
          { name: 'kernel', version: '5.14.0', release: '2.el9', epoch: null, arch: 'x86_64', source: 'rpm' },
        ],
        'vim-minimal': [
          { name: 'vim-minimal', version: '8.2', release: '3.el9', epoch: 2, arch: 'x86_64', source: 'rpm' },
        ],
        'gpg-pubkey': [
          {
            name: 'gpg-pubkey',
            version: '8483c65d',
            release: '5ccc5b19',
            epoch: null,
            arch: null,
            source: 'rpm',
          },
        ],
        'musl-utils': [{ name: 'musl-utils', version: '1.2.4', release: 'r2', source: 'apk' }],
      }),
    ],
  },
  {
    title: 'a host without a package manager is an error',
    params: { manager: 'rpm' },
    answers: { 'packages of rpm': { status: 3 } },
    expects: ['error: the host has none of the package managers rpm'],
  },
  {
    title: 'packages of pacman 6.0',
    params: { manager: 'pacman' },
    answers: {
      'packages of pacman': `= pacman
Name            : app
Version         : 1-1
Description     : test
Architecture    : any
Provides        : virtual=2  other
Depends On      : lib

Name            : lib
Version         : 2:1.0-3
Architecture    : x86_64
Provides        : None
`,
    },
    expects: [
      found({
        app: [{ name: 'app', version: '1-1', arch: 'any', source: 'pacman', provides: ['virtual', 'other'] }],
        lib: [{ name: 'lib', version: '2:1.0-3', arch: 'x86_64', source: 'pacman', provides: null }],
      }),
    ],
  },
]

taskRows('package_facts', packageFacts, ROWS)

test.run()
