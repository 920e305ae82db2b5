import { test } from 'uvu'
import validateArgumentSpec from '../../../tasks/flow/validate_argument_spec.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const spec = { port: { type: 'int', required: true }, mode: { choices: ['a', 'b'] } }

const ROWS: readonly TaskRow[] = [
  {
    title: 'arguments that match the specification pass',
    params: { argument_spec: spec, provided_arguments: { port: '80', mode: 'b' } },
    expects: ['in sync: {"msg":"The arg spec validation passed","validate_args_context":{}}'],
  },
  {
    title: 'variables are checked, and those that are not in the specification are ignored',
    params: { argument_spec: spec },
    variables: { port: 'http', other: 1 },
    expects: [
      'error: Validation of arguments failed:',
      "argument 'port' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
  },
  {
    title: 'provided arguments take precedence over variables',
    params: { argument_spec: spec, provided_arguments: { port: 80 } },
    variables: { port: 'http', mode: 'a' },
    expects: ['in sync: {"msg":"The arg spec validation passed","validate_args_context":{}}'],
  },
  {
    title: 'all errors are reported at once',
    params: {
      argument_spec: spec,
      provided_arguments: { mode: 'c', color: 'red' },
      validate_args_context: { type: 'role', name: 'web' },
    },
    expects: [
      'error: Validation of arguments failed:',
      'missing required arguments: port',
      'value of mode must be one of: a, b, got: c',
      'unsupported parameters: color. Supported parameters include: mode, port.',
    ],
  },
  {
    title: 'a malformed specification is an error',
    params: { argument_spec: { port: { type: 'integr' } } },
    expects: [
      'error: the argument spec is malformed: `port.type`: there is no type `integr` of options',
      'hint: the types are str, list, dict, bool, int, float, path, raw, jsonarg, json, bytes, bits',
    ],
  },
  {
    title: 'a missing specification is refused',
    params: { provided_arguments: {} },
    expects: ['refused: argument_spec: Invalid input: expected record, received undefined'],
  },
  {
    title: 'a specification that is a list is refused',
    params: { argument_spec: [] },
    expects: ['refused: argument_spec: Invalid input: expected record, received array'],
  },
]

taskRows('validate_argument_spec', validateArgumentSpec, ROWS)

test.run()
