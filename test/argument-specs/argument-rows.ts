/** Arguments and what is wrong with them; test/differential/argument-specs.test.ts asks ansible-core about the same. */
export interface ArgumentRow {
  readonly title: string
  readonly options: Readonly<Record<string, unknown>>
  readonly given: Readonly<Record<string, unknown>>
  readonly errors: readonly string[]
  /** What ansible-core 2.14 says if its words are others. */
  readonly theirs?: readonly string[]
}

/** One option `x` of a type, with values that fit, and values that do not with the reason. */
function ofType(
  type: string,
  fitting: readonly unknown[],
  others: readonly (readonly [value: unknown, kind: string, why: string])[],
): ArgumentRow[] {
  const options = { x: { type } }
  const show = (value: unknown): string => JSON.stringify(value)
  return [
    ...fitting.map(x => ({ title: `${show(x)} as ${type}`, options, given: { x }, errors: [] })),
    ...others.map(([x, kind, why]) => ({
      title: `${show(x)}, which is no ${type}`,
      options,
      given: { x },
      errors: [`argument 'x' is of type <class '${kind}'> and we were unable to convert to ${type}: ${why}`],
    })),
  ]
}

const cannot = (kind: string, what: string): string => `<class '${kind}'> cannot be converted to ${what}`
const notBoolean = (value: string): string =>
  `The value '${value}' is not a valid boolean.  Valid booleans include: 0, 1, '0', '1', 'f', 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'`
const ABC = { a: { type: 'str' }, b: { type: 'str' }, c: { type: 'str' } }

/** One option `x`, a map with the options a, b and c and rules for them. */
function ruled(rules: Readonly<Record<string, unknown>>, options: object = ABC) {
  return { x: { type: 'dict', options, ...rules } }
}

export const ARGUMENT_ROWS: readonly ArgumentRow[] = [
  ...ofType('str', ['text', '', 5, 1.5, true, [1], { a: 1 }, null], []),
  ...ofType('path', ['~/x', '$HOME', 5, ['a']], []),
  ...ofType('raw', ['text', 5, null, [1], { a: 1 }], []),
  ...ofType(
    'list',
    [[1, 'a'], [], 'a,b', '', 5, 1.5, true, null],
    [[{ a: 1 }, 'dict', cannot('dict', 'a list')]],
  ),
  ...ofType(
    'dict',
    [
      { a: 1 },
      {},
      '{"a": [1, {"b": null}]}',
      "{'a': 'it\\'s', 'b': (1, 2.5,), 'c': {}, 1: True, 'n': None}",
      'a=1',
      'a=1,b="two words", c=3',
      'a=',
      '{}',
    ],
    [
      [[1], 'list', cannot('list', 'a dict')],
      [5, 'int', cannot('int', 'a dict')],
      [true, 'bool', cannot('bool', 'a dict')],
      ['text', 'str', 'dictionary requested, could not parse JSON or key=value'],
      ['{a: 1}', 'str', 'unable to evaluate string as dictionary'],
      ['{"a": 1', 'str', 'unable to evaluate string as dictionary'],
    ],
  ),
  {
    title: 'fields of which one has no value',
    options: { x: { type: 'dict' } },
    given: { x: 'a=1 b' },
    errors: [
      "argument 'x' is of type <class 'str'> and we were unable to convert to dict: dictionary requested, a part of the text is not key=value",
    ],
    theirs: [
      "argument 'x' is of type <class 'str'> and we were unable to convert to dict: dictionary update sequence element #1 has length 1; 2 is required",
    ],
  },
  ...ofType(
    'bool',
    [true, false, 'yes', 'No', ' on ', 'OFF', 'y', 'n', 't', 'F', '1', '0', 1, 0, null],
    [
      ['perhaps', 'str', notBoolean('perhaps')],
      ['', 'str', notBoolean('')],
      [2, 'int', notBoolean('2')],
      [0.5, 'float', notBoolean('0.5')],
      [[], 'list', cannot('list', 'a bool')],
      [{}, 'dict', cannot('dict', 'a bool')],
    ],
  ),
  ...ofType(
    'int',
    [0, -7, true, '12', ' -5 ', '+5', '1_000', null],
    [
      [1.5, 'float', cannot('float', 'an int')],
      ['1.0', 'str', cannot('str', 'an int')],
      ['', 'str', cannot('str', 'an int')],
      ['0x10', 'str', cannot('str', 'an int')],
      ['1__0', 'str', cannot('str', 'an int')],
      ['ten', 'str', cannot('str', 'an int')],
      [[1], 'list', cannot('list', 'an int')],
      [{}, 'dict', cannot('dict', 'an int')],
    ],
  ),
  ...ofType(
    'float',
    [1, 1.5, true, '1', ' 1.5e3 ', '.5', '5.', '-inf', 'NaN', 'infinity', '1_0.2', null],
    [
      ['', 'str', cannot('str', 'a float')],
      ['1,5', 'str', cannot('str', 'a float')],
      ['.', 'str', cannot('str', 'a float')],
      ['1e', 'str', cannot('str', 'a float')],
      [[1.5], 'list', cannot('list', 'a float')],
    ],
  ),
  ...['json', 'jsonarg'].flatMap(type =>
    ofType(
      type,
      ['{"a": 1}', 'no json at all', '', [1], { a: 1 }, null],
      [
        [5, 'int', cannot('int', 'a json string')],
        [true, 'bool', cannot('bool', 'a json string')],
        [1.5, 'float', cannot('float', 'a json string')],
      ],
    ),
  ),
  ...ofType(
    'bytes',
    ['10', 10, 1.5, '1.5G', '10 MB', '5b', '3 kilobyte', '2 mbytes', ' 7K', '1k'],
    [
      ['', 'str', cannot('str', 'a Byte value')],
      ['ten', 'str', cannot('str', 'a Byte value')],
      ['1X', 'str', cannot('str', 'a Byte value')],
      ['1Mb', 'str', cannot('str', 'a Byte value')],
      ['1KiB', 'str', cannot('str', 'a Byte value')],
      [true, 'bool', cannot('bool', 'a Byte value')],
      [[1], 'list', cannot('list', 'a Byte value')],
    ],
  ),
  ...ofType(
    'bits',
    ['10', '1Mb', '1K', '3 kilobits'],
    [
      ['1MB', 'str', cannot('str', 'a Bit value')],
      ['b', 'str', cannot('str', 'a Bit value')],
    ],
  ),
  { title: 'no type: text', options: { x: {} }, given: { x: [1] }, errors: [] },
  {
    title: 'items of a list that are converted',
    options: { x: { type: 'list', elements: 'int' } },
    given: { x: '1,2' },
    errors: [],
  },
  {
    title: 'items of a list that cannot be converted',
    options: { x: { type: 'list', elements: 'int' } },
    given: { x: [1, 'two', [3]] },
    errors: [
      "Elements value for option 'x' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
      "Elements value for option 'x' is of type <class 'list'> and we were unable to convert to int: <class 'list'> cannot be converted to an int",
    ],
  },
  {
    title: 'required options that are not there',
    options: { b: { required: true }, a: { type: 'int', required: true }, c: { required: false } },
    given: {},
    errors: ['missing required arguments: a, b'],
  },
  {
    title: 'a required option that is null or empty',
    options: { a: { required: true }, b: { required: true } },
    given: { a: null, b: '' },
    errors: [],
  },
  {
    title: 'an option that is not in the spec',
    options: { b: {}, a: { aliases: ['z', 'y'] } },
    given: { a: 1, color: 'red', shade: 1 },
    errors: ['unsupported parameters: color, shade. Supported parameters include: a, b (y, z).'],
    theirs: ['color, shade. Supported parameters include: a, b (y, z).'],
  },
  {
    title: 'an alias',
    options: { a: { type: 'int', required: true, aliases: ['z'] } },
    given: { z: 'one' },
    errors: [
      "argument 'a' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
  },
  {
    title: 'an alias that takes precedence over its option',
    options: { a: { type: 'int', aliases: ['z'] } },
    given: { a: 'one', z: 1 },
    errors: [],
  },
  {
    title: 'a default of a wrong type',
    options: { a: { type: 'int', default: 'many' } },
    given: {},
    errors: [
      "argument 'a' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
  },
  {
    title: 'a default that is no choice',
    options: { a: { choices: ['x', 'y'], default: 'z' } },
    given: {},
    errors: ['value of a must be one of: x, y, got: z'],
  },
  {
    title: 'a choice',
    options: { a: { choices: ['x', 'y'] }, b: { type: 'int', choices: [1, 2] } },
    given: { a: 'y', b: '2' },
    errors: [],
  },
  {
    title: 'values that are no choices',
    options: { a: { choices: ['x', 'y'] }, b: { type: 'int', choices: [1, 2] }, c: { choices: [1, 2] } },
    given: { a: 'Y', b: 3, c: 1 },
    errors: [
      'value of a must be one of: x, y, got: Y',
      'value of b must be one of: 1, 2, got: 3',
      'value of c must be one of: 1, 2, got: 1',
    ],
  },
  {
    title: 'choices and null',
    options: { a: { choices: ['x'] } },
    given: { a: null },
    errors: ['value of a must be one of: x, got: None'],
  },
  {
    title: 'choices that YAML reads as true and false',
    options: { a: { choices: ['yes', 'sometimes'] }, b: { choices: [false, true, 'auto'] } },
    given: { a: true, b: false },
    errors: [],
  },
  {
    title: 'true, which could be two of the choices',
    options: { a: { choices: ['yes', 'on'] } },
    given: { a: true },
    errors: ['value of a must be one of: yes, on, got: True'],
  },
  {
    title: 'true, for which a choice has a capital letter',
    options: { a: { choices: ['Yes', 'never'] }, b: { choices: ['off', 1] } },
    given: { a: true, b: true },
    errors: ['value of a must be one of: Yes, never, got: True'],
  },
  {
    title: 'true as a number',
    options: { a: { type: 'bool', choices: [1] }, b: { type: 'int', choices: [true] } },
    given: { a: true, b: 1 },
    errors: [],
  },
  {
    title: 'a list of choices',
    options: { a: { type: 'list', choices: ['x', 'y'] } },
    given: { a: ['x', 'y', 'x'] },
    errors: [],
  },
  {
    title: 'a list with items that are no choices',
    options: { a: { type: 'list', elements: 'str', choices: ['x', 'y'] } },
    given: { a: ['x', 'w', 'z'] },
    errors: ['value of a must be one or more of: x, y. Got no match for: w, z'],
  },
  {
    title: 'a map with options of its own',
    options: ruled({}, { name: { required: true }, port: { type: 'int', choices: [80, 443] } }),
    given: { x: { name: 'a', port: '80' } },
    errors: [],
  },
  {
    title: 'all that is wrong in a map',
    options: ruled({}, { name: { required: true }, port: { type: 'int' }, kind: { choices: ['a'] } }),
    given: { x: { port: 'http', kind: 'b', color: 'red' } },
    errors: [
      'missing required arguments: name found in x',
      "argument 'port' is of type <class 'str'> found in 'x'. and we were unable to convert to int: <class 'str'> cannot be converted to an int",
      'value of kind must be one of: a, got: b found in x',
      'unsupported parameters: x.color. Supported parameters include: kind, name, port.',
    ],
    theirs: [
      'missing required arguments: name found in x',
      "argument 'port' is of type <class 'str'> found in 'x'. and we were unable to convert to int: <class 'str'> cannot be converted to an int",
      'value of kind must be one of: a, got: b found in x',
      'x.color. Supported parameters include: kind, name, port.',
    ],
  },
  {
    title: 'text that is no map, where a map with options is expected',
    options: ruled({}),
    given: { x: 'text' },
    errors: [
      'dictionary requested, could not parse JSON or key=value',
      "argument 'x' is of type <class 'str'> and we were unable to convert to dict: dictionary requested, could not parse JSON or key=value",
      "value of 'x' must be of type dict or list of dicts",
    ],
  },
  {
    title: 'a number in a list of maps with options',
    options: { x: { type: 'list', elements: 'dict', options: ABC } },
    given: { x: [5] },
    errors: [
      "Value '5' in the sub parameter field 'x' must by a list, not 'int'",
      "Elements value for option 'x' is of type <class 'int'> and we were unable to convert to dict: <class 'int'> cannot be converted to a dict",
    ],
  },
  {
    title: 'a list of maps',
    options: { x: { type: 'list', elements: 'dict', options: { n: { type: 'int', required: true } } } },
    given: { x: [{ n: 1 }, {}, 'n=x'] },
    errors: [
      'missing required arguments: n found in x',
      "argument 'n' is of type <class 'str'> found in 'x'. and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
  },
  {
    title: 'a map two levels down',
    options: ruled({}, { y: { type: 'dict', options: { z: { required: true } } } }),
    given: { x: { y: {} } },
    errors: ['missing required arguments: z found in x -> y'],
  },
  {
    title: 'options of what is neither a map nor a list of maps',
    options: {
      x: { type: 'list', options: { n: { required: true } } },
      y: { options: { n: { required: true } } },
    },
    given: { x: [{}], y: {} },
    errors: [],
  },
  {
    title: 'an absent map',
    options: ruled({}, { n: { required: true } }),
    given: {},
    errors: [],
  },
  {
    title: 'an absent map that is checked as an empty one',
    options: ruled({ apply_defaults: true }, { n: { required: true } }),
    given: {},
    errors: ['missing required arguments: n found in x'],
  },
  {
    title: 'a default that is a map',
    options: ruled({ default: { m: 1 } }, { n: { required: true }, m: {} }),
    given: {},
    errors: ['missing required arguments: n found in x'],
  },
  {
    title: 'one of some that exclude each other',
    options: ruled({
      mutually_exclusive: [
        ['a', 'b'],
        ['b', 'c'],
      ],
    }),
    given: { x: { b: 1 } },
    errors: [],
  },
  {
    title: 'two that exclude each other',
    options: ruled({ mutually_exclusive: [['a', 'b']] }),
    given: { x: { a: 1, b: null } },
    errors: ['parameters are mutually exclusive: a|b found in x'],
  },
  {
    title: 'one that excludes another with a default',
    options: ruled({ mutually_exclusive: [['a', 'b']] }, { a: {}, b: { default: 'x' } }),
    given: { x: { a: 1 } },
    errors: [],
  },
  {
    title: 'options that go together',
    options: ruled({ required_together: [['a', 'b']] }),
    given: { x: { a: 1, b: 2 } },
    errors: [],
  },
  {
    title: 'one of those that go together',
    options: ruled({ required_together: [['a', 'b']] }),
    given: { x: { a: 1 } },
    errors: ['parameters are required together: a, b found in x'],
  },
  {
    title: 'none of those that go together',
    options: ruled({ required_together: [['a', 'b']] }),
    given: { x: { c: 1 } },
    errors: [],
  },
  {
    title: 'none of those of which one is needed',
    options: ruled({ required_one_of: [['a', 'b']] }),
    given: { x: { c: 1 } },
    errors: ['one of the following is required: a, b found in x'],
  },
  {
    title: 'one of those of which one is needed',
    options: ruled({ required_one_of: [['a', 'b']] }),
    given: { x: { b: 1 } },
    errors: [],
  },
  {
    title: 'a default for one of which one is needed',
    options: ruled({ required_one_of: [['a', 'b']] }, { a: { default: 1 }, b: {} }),
    given: { x: {} },
    errors: [],
  },
  {
    title: 'what a value needs',
    options: ruled({ required_if: [['a', 'on', ['b', 'c']]] }),
    given: { x: { a: 'on', b: 1 } },
    errors: ['a is on but all of the following are missing: c found in x'],
  },
  {
    title: 'what another value needs',
    options: ruled({ required_if: [['a', 'on', ['b', 'c']]] }),
    given: { x: { a: 'off' } },
    errors: [],
  },
  {
    title: 'any of what a value needs',
    options: ruled({ required_if: [['a', 'on', ['b', 'c'], true]] }),
    given: { x: { a: 'on', c: 1 } },
    errors: [],
  },
  {
    title: 'none of what a value needs',
    options: ruled({ required_if: [['a', 'on', ['b', 'c'], true]] }),
    given: { x: { a: 'on' } },
    errors: ['a is on but any of the following are missing: b, c found in x'],
  },
  {
    title: 'what a value needs after it was converted',
    options: ruled({ required_if: [['a', 1, ['b']]] }, { a: { type: 'int' }, b: {} }),
    given: { x: { a: '1' } },
    errors: ['a is 1 but all of the following are missing: b found in x'],
  },
  {
    title: 'what an option needs',
    options: ruled({ required_by: { a: ['b', 'c'], b: 'c' } }),
    given: { x: { a: 1, c: null } },
    errors: ["missing parameter(s) required by 'a': b, c found in x"],
  },
  {
    title: 'what an option that is null needs',
    options: ruled({ required_by: { a: 'b' } }),
    given: { x: { a: null } },
    errors: [],
  },
  {
    title: 'rules of a map whose options are not listed',
    options: { x: { type: 'dict', required_one_of: [['a', 'b']] } },
    given: { x: {} },
    errors: [],
  },
  {
    title: 'keys that are documentation',
    options: { x: { description: ['one', 'two'], version_added: '1.2', author: 'me', removed_in: 2.1 } },
    given: { x: 1 },
    errors: [],
  },
]
