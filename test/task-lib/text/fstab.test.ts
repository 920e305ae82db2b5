import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fstabEntries, withFstabEntry, withoutFstabEntry } from '../../../src/task-lib/text/fstab.ts'

const DATA = {
  src: '/dev/vdb1',
  path: '/srv/my data',
  fstype: 'ext4',
  opts: 'noatime',
  dump: '0',
  passno: '2',
}
const LINE = '/dev/vdb1 /srv/my\\040data ext4 noatime 0 2\n'

const ROWS: readonly (readonly [title: string, before: string, wanted: object, after: string])[] = [
  ['a new entry is added at the end', '# mine', {}, `# mine\n${LINE}`],
  ['the first entry', '', {}, LINE],
  [
    'an entry that is right, however it is spaced',
    '\t/dev/vdb1   /srv/my\\040data/\text4 noatime 0 2',
    {},
    '',
  ],
  ['omitted fields are 0', '/dev/vdb1 /srv/my\\040data ext4 noatime', { passno: '0' }, ''],
  [
    'an entry that differs, in its place',
    `a /a b c\n/dev/vdb2 /srv/my\\040data xfs ro 1\n#${LINE}`,
    {},
    `a /a b c\n${LINE}#${LINE}`,
  ],
  ['an `&` and a backslash', '', { src: '//nas/a&b\\c' }, `//nas/a\\046b\\134c${LINE.slice(9)}`],
  ['an entry that has an `&` as it is', `//nas/a&b${LINE.slice(9)}`, { src: '//nas/a&b' }, ''],
  [
    'a line of seven fields is none',
    '/dev/vdb1 /srv/my\\040data ext4 a b 0 2\n',
    {},
    `/dev/vdb1 /srv/my\\040data ext4 a b 0 2\n${LINE}`,
  ],
  [
    'swap is known by its source',
    '/swap1 none swap sw 0 0\n/swap2 none swap sw 0 0\n',
    { src: '/swap2', path: 'none', fstype: 'swap', opts: 'pri=1', passno: '0' },
    '/swap1 none swap sw 0 0\n/swap2 none swap pri=1 0 0\n',
  ],
]

for (const [title, before, wanted, after] of ROWS)
  test(`an entry is set: ${title}`, () => {
    const next = withFstabEntry(before, { ...DATA, ...wanted })
    assert.is(next, after || before)
    assert.is(withFstabEntry(next, { ...DATA, ...wanted }), next)
    assert.is(fstabEntries(next, { ...DATA, ...wanted }).length, 1)
  })

test('an entry is removed, and comments, other entries and their order stay', () => {
  const others = '# a\n\n/dev/vdb2 /srv/my ext4 noatime\n'
  assert.is(withoutFstabEntry(`${LINE}${others}${LINE.trim()}`, DATA), others)
  assert.is(withoutFstabEntry(others.trim(), DATA), others.trim())
  const swap = '/swap1 none swap sw 0 0\n'
  assert.is(withoutFstabEntry(`${swap}/swap2 none swap sw 0 0`, { path: 'none', src: '/swap2' }), swap)
  assert.is(withoutFstabEntry(swap, { path: 'none' }), '')
})

test.run()
