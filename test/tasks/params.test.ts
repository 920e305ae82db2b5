import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import script from '../../tasks/commands/script.ts'
import copy from '../../tasks/files/copy.ts'
import fetch from '../../tasks/files/fetch.ts'
import file from '../../tasks/files/file.ts'
import lineinfile from '../../tasks/files/lineinfile.ts'
import stat from '../../tasks/files/stat.ts'
import template from '../../tasks/files/template.ts'
import unarchive from '../../tasks/files/unarchive.ts'
import getUrl from '../../tasks/network/get_url.ts'
import apt from '../../tasks/packages/apt.ts'
import { bind } from '../kit/contract.ts'

const TYPES = { apt, copy, fetch, file, get_url: getUrl, lineinfile, script, stat, template, unarchive }

for (const [name, type] of Object.entries(TYPES)) {
  test(`the example of ${name} has valid params`, () => {
    const [task] = parse(type.example)
    assert.type(bind(type, task[name]), 'object')
  })

  test(`every param of ${name} has a description and an example`, () => {
    const bare = Object.entries(type.params.shape).filter(([, schema]) => {
      return !schema.description || !Array.isArray(schema.meta()?.examples)
    })
    assert.equal(
      bare.map(([param]) => param),
      [],
    )
  })

  test(`the examples of ${name}'s params are valid values`, () => {
    for (const [param, schema] of Object.entries(type.params.shape)) {
      for (const example of (schema.meta()?.examples ?? []) as unknown[]) {
        assert.ok(schema.safeParse(example).success, `${param}: ${JSON.stringify(example)}`)
      }
    }
  })
}

const REFUSED: readonly (readonly [type: keyof typeof TYPES, params: object, message: string])[] = [
  ['file', { path: 'etc/motd' }, 'expected an absolute path, such as `/etc/motd`'],
  ['file', { path: '/etc/', state: 'absent' }, 'a system directory is never deleted'],
  ['file', { path: '/a/../usr/lib', state: 'absent' }, 'a system directory is never deleted'],
  ['file', { path: '/l', state: 'link' }, 'expected the target of the link'],
  ['file', { path: '/l', src: '/f' }, 'is allowed only with `state: link` and `state: hard`'],
  ['apt', { deb: '/a.deb', state: 'absent' }, 'can only be installed; remove a package by its `name`'],
  ['file', { path: '/f', state: 'touch', recurse: true }, 'is allowed only with `state: directory`'],
  [
    'file',
    { path: '/f', access_time: '2020-02-30', access_time_format: '%Y-%m-%d' },
    'expected `preserve`, `now` or a time like `%Y-%m-%d`',
  ],
  [
    'file',
    { path: '/f', modification_time: '2020', modification_time_format: '%Q' },
    'expected `preserve`, `now` or a time like `%Q`',
  ],
  ['file', { path: '/f', modification_time: 'tomorrow' }, 'expected `preserve`, `now` or `YYYYMMDDhhmm.SS`'],
  ['file', { path: '/f', mode: 'rwx' }, 'expected a file mode such as `0644` or `u=rw,g=r`'],
  ['file', { path: '/f', owner: 'root:root' }, 'expected a name or number'],
  ['copy', { dest: '/f', content: 'a', setype: 'a b' }, 'expected a type of SELinux'],
  ['copy', { dest: '/f', content: 'a', attributes: '+' }, 'expected flags of chattr, such as `+i`'],
  [
    'file',
    { path: '/d', state: 'directory', recurse: true, setype: 'x_t' },
    'sets only mode and owner: set contexts and flags of a tree with `command`',
  ],
  [
    'file',
    { path: '/l', src: '/f', state: 'link', attributes: '+i' },
    'is not for links, which have no flags',
  ],
  ['copy', { dest: '/f' }, 'expected one of `src` and `content`'],
  ['copy', { dest: '/f', src: 'a', content: 'b' }, 'expected one of `src` and `content`'],
  [
    'copy',
    { dest: '/d/', content: 'b' },
    '`content` needs the path of a file, but this is the path of a directory',
  ],
  ['copy', { dest: '/f', content: 'b', checksum: 'x' }, 'expected a sha1 or sha256 in hex'],
  ['lineinfile', { path: '/f' }, 'expected the line to add'],
  ['lineinfile', { path: '/f', line: 'a', regexp: '(' }, 'expected a regular expression'],
  [
    'lineinfile',
    { path: '/f', line: 'a', regexp: 'a', search_string: 'a' },
    'cannot be combined with `regexp`',
  ],
  [
    'lineinfile',
    { path: '/f', line: 'a', insertafter: 'a', insertbefore: 'a' },
    'cannot be combined with `insertbefore`',
  ],
  ['lineinfile', { path: '/f', line: 'a', backrefs: true }, 'needs `regexp`'],
  ['lineinfile', { path: '/f', state: 'absent' }, '`absent` needs `line`, `regexp` or `search_string`'],
  ['get_url', { url: 'etcd.tgz', dest: '/f' }, 'expected a URL that begins with'],
  ['get_url', { url: 'http://[', dest: '/f' }, 'expected a URL'],
  [
    'get_url',
    { url: 'http://a/b', dest: '/f', checksum: 'sha256:abc' },
    'expected `sha256:` and a digest in hex',
  ],
  [
    'get_url',
    { url: 'http://a/b', dest: '/f', headers: { A: 'b\nC: d' } },
    'a header cannot hold a line break',
  ],
  ['script', { cmd: "a.sh 'b" }, 'expected a command line with its quotes closed'],
  ['script', { cmd: ' ' }, 'expected a command line with its quotes closed'],
  ['unarchive', { src: 'a', dest: '/d', extra_opts: ['--transform=s/a/b/'] }, 'expected options among'],
  ['unarchive', { src: 'a', dest: '/d', extra_opts: ['--to-command=sh'] }, 'expected options among'],
  [
    'unarchive',
    { src: 'a', dest: '/d', include: ['a'], exclude: ['b'] },
    'cannot be combined with `include`',
  ],
  ['stat', { path: '/f', checksum_algorithm: 'crc32' }, 'Invalid option'],
  ['template', { src: 'a', dest: '/f', mode: '0999' }, 'expected a file mode such as `0644` or `u=rw,g=r`'],
]

for (const [name, params, message] of REFUSED) {
  test(`${name} refuses ${JSON.stringify(params)}`, () => {
    assert.throws(
      () => bind(TYPES[name], params as Record<string, unknown>),
      (error: Error) => error.message.includes(message),
    )
  })
}

test.run()
