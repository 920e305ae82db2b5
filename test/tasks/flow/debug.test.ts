import { test } from 'uvu'
import debug from '../../../tasks/flow/debug.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  { title: 'a message', params: { msg: 'hello' }, expects: ['in sync: {"msg":"hello"}'] },
  { title: 'a map', params: { msg: { a: [1] } }, expects: ['in sync: {"msg":{"a":[1]}}'] },
  { title: 'null', params: { msg: null }, expects: ['in sync: {"msg":null}'] },
  { title: 'no verbosity', params: { msg: 'hello', verbosity: 0 }, expects: ['in sync: {"msg":"hello"}'] },
  { title: 'nothing', params: {}, expects: ['in sync: {"msg":"Hello world!"}'] },
  {
    title: 'an expression',
    params: { var: { text: 'groups.etcd', value: ['node1'] } },
    expects: ['in sync: {"groups.etcd":["node1"]}'],
  },
  {
    title: 'both',
    params: { msg: 'x', var: { text: 'y', value: 1 } },
    expects: ['refused: msg: expected one of `msg` and `var`'],
  },
]

taskRows('debug', debug, ROWS)

test.run()
