import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { editIni, type IniEdit } from '../../../src/task-lib/text/edit-ini.ts'

const USUAL: IniEdit = {
  section: 's',
  sectionHas: [],
  option: 'o',
  values: ['1'],
  isRemoval: false,
  isExclusive: true,
  indentation: '',
  separator: ' = ',
  ignoresSpaces: false,
  allowsNoValue: false,
  modifiesInactive: true,
}

const TWICE = '[s]\no = 1\np = a\n\n[s]\no = 1\np = b\n'

// Expected text from the module `ini_file` of community.general 8.6; the last rows are differences of Drover.
const ROWS: readonly (readonly [
  title: string,
  text: string,
  edit: Partial<IniEdit>,
  expected: string,
  message: string,
])[] = [
  [
    'adds a section and an option to an empty text, after an empty line',
    '',
    {},
    '\n[s]\no = 1\n',
    'section and option added',
  ],
  ['keeps an option that has the value', '[s]\no = 1\n', {}, '[s]\no = 1\n', 'OK'],
  [
    'adds an option at the end of its section',
    '[s]\na = 1\n[t]\n',
    {},
    '[s]\na = 1\no = 1\n[t]\n',
    'option added',
  ],
  [
    'adds it before blank lines and comments at the end',
    '[s]\na = 1\n\n# of t\n[t]\n',
    {},
    '[s]\na = 1\no = 1\n\n# of t\n[t]\n',
    'option added',
  ],
  ['changes an option', '[s]\no = 2\n', {}, '[s]\no = 1\n', 'option changed'],
  ['changes the spaces of an option', '[s]\n o=1\n', {}, '[s]\no = 1\n', 'option changed'],
  ['keeps spaces if the edit ignores them', '[s]\n o=1\n', { ignoresSpaces: true }, '[s]\n o=1\n', 'OK'],
  [
    'changes another value with its spaces',
    '[s]\no=2\n',
    { ignoresSpaces: true },
    '[s]\no = 1\n',
    'option changed',
  ],
  [
    'writes no spaces if the edit asks for none',
    '[s]\no = 1\n',
    { separator: '=' },
    '[s]\no=1\n',
    'option changed',
  ],
  [
    'writes spaces before the option',
    '[s]\no = 1\n',
    { indentation: '  ' },
    '[s]\n  o = 1\n',
    'option changed',
  ],
  ['replaces a comment', '[s]\n # o = 2\n', {}, '[s]\no = 1\n', 'option changed'],
  [
    'replaces a comment even if spaces are left',
    '[s]\n;o = 1\n',
    { ignoresSpaces: true },
    '[s]\no = 1\n',
    'option changed',
  ],
  [
    'leaves a comment on demand',
    '[s]\n# the option\n# o = 1\n\n',
    { modifiesInactive: false },
    '[s]\no = 1\n# the option\n# o = 1\n\n',
    'option added',
  ],
  [
    'leaves a comment that names an option and sets nothing',
    '[s]\n; o\n; Default: 2\n;o = 2\n',
    {},
    '[s]\n; o\n; Default: 2\no = 1\n',
    'option changed',
  ],
  [
    'replaces one line and removes the others',
    '[s]\no = 2\nx\no = 3\n',
    {},
    '[s]\no = 1\nx\n',
    'option changed',
  ],
  ['keeps the line that has the value', '[s]\no = 2\no = 1\n', {}, '[s]\no = 1\n', 'option changed'],
  [
    'sets several values, those first that are there',
    '[s]\no = 4\no = 2\n',
    { values: ['1', '2', '3'] },
    '[s]\no = 1\no = 2\no = 3\n',
    'option added',
  ],
  ['accepts values in any order', '[s]\no = 2\no = 1\n', { values: ['1', '2'] }, '[s]\no = 2\no = 1\n', 'OK'],
  [
    'leaves other values on demand',
    '[s]\no = 2\nx\n',
    { isExclusive: false },
    '[s]\no = 2\nx\no = 1\n',
    'option added',
  ],
  ['does not mistake another option for it', '[s]\noo = 1\n', {}, '[s]\noo = 1\no = 1\n', 'option added'],
  [
    'takes the name of an option literally',
    '[s]\no.x = 2\n',
    { option: 'o.x' },
    '[s]\no.x = 1\n',
    'option changed',
  ],
  [
    'does not take it for a pattern',
    '[s]\noox = 2\n',
    { option: 'o.x' },
    '[s]\noox = 2\no.x = 1\n',
    'option added',
  ],
  ['writes an empty value', '[s]\n', { values: [''] }, '[s]\no = \n', 'option added'],
  ['gives a value to an option without one', '[s]\no\n', {}, '[s]\no = 1\n', 'option changed'],
  [
    'adds an option without a value',
    '[s]\na\n',
    { values: [], allowsNoValue: true },
    '[s]\na\no\n',
    'option added',
  ],
  [
    'takes the value from an option',
    '[s]\no = 2\n',
    { values: [], allowsNoValue: true },
    '[s]\no\n',
    'option changed',
  ],
  ['finds a section with spaces', '[ s ] # x\n', {}, '[ s ] # x\no = 1\n', 'option added'],
  ['finds a section named with spaces', '[s]\n', { section: ' s ' }, '[s]\no = 1\n', 'option added'],
  ['adds a section at the end', '[a]\n', {}, '[a]\n[s]\no = 1\n', 'section and option added'],
  ['adds only a section', '[a]\n', { option: undefined }, '[a]\n[s]\n', 'only section added'],
  ['keeps an existing section', '[s]\nx\n', { option: undefined }, '[s]\nx\n', 'OK'],
  [
    'sets an option before the first section',
    '\n[s]\n',
    { section: undefined },
    'o = 1\n\n[s]\n',
    'option added',
  ],
  [
    'sets an option in a text without sections',
    'a\no = 2\n',
    { section: undefined },
    'a\no = 1\n',
    'option changed',
  ],
  [
    'edits the first of several sections',
    TWICE,
    { values: ['2'] },
    TWICE.replace('1', '2'),
    'option changed',
  ],
  [
    'edits the section that has another option',
    TWICE,
    { values: ['2'], sectionHas: [{ option: 'p', values: ['x', 'b'] }] },
    '[s]\no = 1\np = a\n\n[s]\no = 2\np = b\n',
    'option changed',
  ],
  [
    'adds a section with the options by which it is found',
    '[s]\np = a\n',
    {
      isExclusive: false,
      sectionHas: [
        { option: 'o', values: ['2'] },
        { option: 'p', values: ['b'] },
      ],
    },
    '[s]\np = a\n[s]\np = b\no = 1\no = 2\n',
    'section and option added',
  ],
  ['adds a missing line end to the last line', '[s]\no = 1', {}, '[s]\no = 1\n', 'OK'],
  [
    'ends all lines with LF, and drops a byte order mark',
    '\uFEFF[s]\r\na\r\n',
    {},
    '[s]\na\no = 1\n',
    'option added',
  ],
  [
    'leaves CRLF and a byte order mark if nothing differs',
    '\uFEFF[s]\r\no = 1\r\n',
    {},
    '\uFEFF[s]\r\no = 1\r\n',
    'OK',
  ],
  [
    'removes all lines of an option, and no comment',
    '[s]\no = 1\n o=2\n#o = 1\no\n[t]\no = 1\n',
    { isRemoval: true, values: ['7'] },
    '[s]\n#o = 1\n[t]\no = 1\n',
    'option changed',
  ],
  [
    'removes lines of an option with a value',
    '[s]\no = 1\no = 2\n',
    { isRemoval: true, isExclusive: false },
    '[s]\no = 2\n',
    'option changed',
  ],
  [
    'removes nothing without a value on demand',
    '[s]\no = 1\n',
    { isRemoval: true, isExclusive: false, values: [] },
    '[s]\no = 1\n',
    'OK',
  ],
  [
    'removes a section',
    'x\n[s]\no = 1\n\n[t]\n',
    { isRemoval: true, option: undefined },
    'x\n[t]\n',
    'section removed',
  ],
  [
    'removes the section that has an option',
    TWICE,
    {
      isRemoval: true,
      option: undefined,
      sectionHas: [
        { option: 'p', values: [] },
        { option: 'p', values: ['b'] },
      ],
    },
    '[s]\no = 1\np = a\n\n',
    'section removed',
  ],
  [
    'removes nothing if the section does not exist',
    '[t]\no = 1\n',
    { isRemoval: true },
    '[t]\no = 1\n',
    'OK',
  ],
  [
    'Drover alone: removes every section of that name',
    TWICE,
    { isRemoval: true, option: undefined },
    '',
    'section removed',
  ],
  [
    'Drover alone: adds no line without a value to one that has it',
    '[s]\no = 1\n',
    { allowsNoValue: true },
    '[s]\no = 1\n',
    'OK',
  ],
  [
    'Drover alone: leaves an empty value as it was written',
    '[s]\no = \n',
    { allowsNoValue: true, values: [''] },
    '[s]\no = \n',
    'OK',
  ],
]

for (const [title, text, edit, expected, message] of ROWS) {
  test(`an edit of an INI file ${title}`, () => {
    const wanted = { ...USUAL, ...edit }
    assert.equal(editIni(text, wanted), { text: expected, message })
    assert.is(editIni(expected, wanted).text, expected, 'the second time')
  })
}

test.run()
