import { test } from 'uvu'
import meta from '../../../tasks/flow/meta.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  { title: 'flush_handlers', params: { action: 'flush_handlers' }, expects: ['in sync: {}'] },
  { title: 'end_play', params: { action: 'end_play' }, expects: ['in sync: {}'] },
  { title: 'end_host', params: { action: 'end_host' }, expects: ['in sync: {}'] },
  { title: 'end_batch', params: { action: 'end_batch' }, expects: ['in sync: {}'] },
  { title: 'clear_host_errors', params: { action: 'clear_host_errors' }, expects: ['in sync: {}'] },
  { title: 'clear_facts', params: { action: 'clear_facts' }, expects: ['in sync: {}'] },
  { title: 'reset_connection', params: { action: 'reset_connection' }, expects: ['in sync: {}'] },
  { title: 'noop', params: { action: 'noop' }, expects: ['in sync: {}'] },
  {
    title: 'an unknown action is refused',
    params: { action: 'refresh_inventory2' },
    expects: [
      'refused: action: Invalid option: expected one of "flush_handlers"|"end_play"|"end_host"|"end_batch"|"clear_host_errors"|"clear_facts"|"refresh_inventory"|"reset_connection"|"noop"',
    ],
  },
]

taskRows('meta', meta, ROWS)

test.run()
