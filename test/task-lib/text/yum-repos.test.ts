import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutRepo, withRepo } from '../../../src/task-lib/text/yum-repos.ts'

const OWN = [
  ['baseurl', 'https://a\nhttps://b'],
  ['enabled', '1'],
  ['name', 'A B'],
] as const
const WRITTEN = '[a]\nbaseurl = https://a\n\thttps://b\nenabled = 1\nname = A B\n'

const SET: readonly [title: string, text: string, expected: string][] = [
  ['in an empty file', '', `${WRITTEN}\n`],
  ['at the end, after a blank line', '[b]\nname=B\n', `[b]\nname=B\n\n${WRITTEN}\n`],
  ['at the end, after a line without a line end', '[b]\nname=B', `[b]\nname=B\n\n${WRITTEN}\n`],
  [
    'in its place, and comments and other sections stay',
    '# top\n[a]\n# old\nenabled=0\n\n# of b\n[b]\nname=B\n# end\n',
    `# top\n${WRITTEN}\n# of b\n[b]\nname=B\n# end\n`,
  ],
  [
    'that exists in another form and order, unchanged',
    '[a]\nName=A B\n# x\nbaseurl: https://a\n   https://b\n\nenabled =1',
    '[a]\nName=A B\n# x\nbaseurl: https://a\n   https://b\n\nenabled =1',
  ],
  ['that occurs twice', '[a]\nenabled=1\n\n[a]\nenabled=0\n\n[b]\n', `${WRITTEN}\n[b]\n`],
  ['whose name is contained in that of another', '[aa]\n\n[a ]x\n', `[aa]\n\n${WRITTEN}\n`],
]

for (const [title, text, expected] of SET) {
  test(`a repository is set ${title}`, () => {
    assert.is(withRepo(text, 'a', OWN), expected)
    assert.is(withRepo(expected, 'a', OWN), expected)
  })
}

const REMOVED: readonly [title: string, text: string, expected: string | null][] = [
  ['from a file with several', '# top\n[a]\nx=1\n\n# of b\n[b]\ny=2\n', '# top\n\n# of b\n[b]\ny=2\n'],
  ['that is the last one', '# top\n[a]\nx=1\n', null],
  ['that occurs twice', '[a]\n[b]\n[a]\n', '[b]\n'],
  ['that does not exist', '[b]\n', '[b]\n'],
  ['from an empty file', '', ''],
]

for (const [title, text, expected] of REMOVED) {
  test(`a repository is removed ${title}`, () => assert.is(withoutRepo(text, 'a'), expected))
}

test.run()
