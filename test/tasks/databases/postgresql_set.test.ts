import { test } from 'uvu'
import postgresqlSet from '../../../tasks/databases/postgresql_set.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const WORK_MEM = {
  ...{ name: 'work_mem', setting: '4096', shown: '4MB', unit: 'kB', context: 'user', vartype: 'integer' },
  ...{ boot_val: '4096', in_files: null, is_altered: false },
}

/** The answer of the server for `work_mem`, with some fields changed. */
const says = (fields: object = {}, name = 'work_mem') => ({
  [`state of postgresql_set:${name}`]: `${JSON.stringify({ ...WORK_MEM, name, ...fields })}\n`,
})
const BUFFERS = { setting: '16384', shown: '128MB', unit: '8kB', context: 'postmaster', boot_val: '1024' }
const TEXT = { vartype: 'string', unit: null, boot_val: null }
const LIBRARIES = { ...TEXT, context: 'postmaster', setting: 'pgaudit, a', shown: 'pgaudit, a' }

/** A row that is in sync; `value` and `unit` are those of the result. */
function same(
  title: string,
  given: object,
  fields: object,
  value: unknown,
  unit: string | null = null,
): TaskRow {
  const found = { ...WORK_MEM, ...fields }
  const { name, context, shown } = found
  const outputs = { name, context, prev_val_pretty: shown, restart_required: false, value_pretty: shown }
  return {
    title,
    params: { name, ...given },
    answers: says(fields, name),
    expects: [`in sync: ${JSON.stringify({ ...outputs, value: { value, unit } })}`],
  }
}

const SWITCH = { ...TEXT, name: 'fsync', vartype: 'bool', setting: 'on', shown: 'on' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a value is set, and the server reloads it',
    params: { name: 'work_mem', value: '32mb' },
    answers: says(),
    runs: { 'set work_mem': '' },
    expects: [
      'update postgresql_set:work_mem: {"value":"4MB"} -> {"value":"32MB"}',
      '$ [set work_mem]',
      'outputs: {"name":"work_mem","context":"user","prev_val_pretty":"4MB","restart_required":false,"value_pretty":"32MB"}',
    ],
  },
  same('a number is one in the unit of the setting', { value: '4096' }, {}, 4194304, 'b'),
  same('a size in another unit is the same', { value: '4mb' }, {}, 4194304, 'b'),
  same('and a time', { value: '1.5min' }, { setting: '90', unit: 's' }, '90', 's'),
  same('and one in pages', { value: '1GB' }, { ...BUFFERS, setting: '131072' }, '131072', '8kB'),
  same('and a number that is a word', { value: -1 }, { setting: '-1', unit: 'ms' }, '-1', 'ms'),
  same('and a switch', { value: true }, SWITCH, 'on'),
  same('and one that is shortened', { value: 'T' }, SWITCH, 'on'),
  same('and a word', { value: 'REPLICA' }, { ...TEXT, vartype: 'enum', setting: 'replica' }, 'replica'),
  same(
    'and a list',
    { value: 'pgaudit,a' },
    { ...LIBRARIES, name: 'shared_preload_libraries' },
    'pgaudit, a',
  ),
  {
    title: 'text is compared with case, and quoted',
    params: { name: 'archive_command', value: "cp '%p', \\x" },
    answers: says({ ...TEXT, setting: "CP '%p', \\x", shown: "CP '%p', \\x" }, 'archive_command'),
    runs: { 'set archive_command': '' },
    expects: [
      'update postgresql_set:archive_command: {"value":"CP \'%p\', \\\\x"} -> {"value":"cp \'%p\', \\\\x"}',
      '$ [set archive_command]',
      'outputs: {"name":"archive_command","context":"user","prev_val_pretty":"CP \'%p\', \\\\x","restart_required":false,"value_pretty":"cp \'%p\', \\\\x"}',
    ],
  },
  {
    title: 'each item of a list is quoted separately, and the result says that the server must be restarted',
    params: { name: 'shared_preload_libraries', value: 'a, b c' },
    answers: says(LIBRARIES, 'shared_preload_libraries'),
    runs: { 'set shared_preload_libraries': '' },
    expects: [
      'update postgresql_set:shared_preload_libraries: {"value":"pgaudit, a"} -> {"value":"a, b c"}',
      '$ [set shared_preload_libraries]',
      'outputs: {"name":"shared_preload_libraries","context":"postmaster","prev_val_pretty":"pgaudit, a","restart_required":true,"value_pretty":"a, b c","warnings":["the new value of `shared_preload_libraries` counts only after a restart of PostgreSQL"]}',
    ],
  },
  {
    title: 'for a setting that is read at the start, the value in the files is compared',
    params: { name: 'shared_buffers', value: '1GB' },
    answers: says({ ...BUFFERS, in_files: '1024MB', is_altered: true }, 'shared_buffers'),
    expects: [
      'in sync: {"name":"shared_buffers","context":"postmaster","prev_val_pretty":"128MB","restart_required":true,"value_pretty":"128MB","value":{"value":"16384","unit":"8kB"}}',
    ],
  },
  {
    title: 'a setting of an extension is set',
    params: { name: 'pg_stat_statements.max', value: 100 },
    answers: says({ unit: null, setting: '5000', shown: '5000' }, 'pg_stat_statements.max'),
    runs: { 'set pg_stat_statements.max': '' },
    expects: [
      'update postgresql_set:pg_stat_statements.max: {"value":"5000"} -> {"value":"100"}',
      '$ [set pg_stat_statements.max]',
      'outputs: {"name":"pg_stat_statements.max","context":"user","prev_val_pretty":"5000","restart_required":false,"value_pretty":"100"}',
    ],
  },
  {
    title: '`reset` sets the value that applies without configuration files',
    params: { name: 'work_mem', reset: true },
    answers: says({ setting: '8192', shown: '8MB', in_files: '8MB', is_altered: true }),
    isCheckMode: true,
    expects: ['update postgresql_set:work_mem: {"value":"8MB"} -> {"value":"4096"}'],
  },
  {
    title: '`DEFAULT` removes the value of ALTER SYSTEM',
    params: { name: 'work_mem', value: 'DEFAULT' },
    answers: says({ setting: '8192', shown: '8MB', in_files: '8MB', is_altered: true }),
    runs: { 'set work_mem': '' },
    expects: [
      'update postgresql_set:work_mem: {"value":"8MB"} -> {"value":null}',
      '$ [set work_mem]',
      'outputs: {"name":"work_mem","context":"user","prev_val_pretty":"8MB","restart_required":false,"value_pretty":"8MB"}',
    ],
  },
  same('and is not there any more', { value: 'default' }, { in_files: '4MB' }, 4194304, 'b'),
  {
    title: 'a fixed setting is an error',
    params: { name: 'block_size', value: 1 },
    answers: says({ context: 'internal' }, 'block_size'),
    expects: [
      'error: the setting `block_size` cannot be changed',
      'hint: it is fixed when the server is built, or its data directory is created',
    ],
  },
  {
    title: 'an unknown setting is an error',
    params: { name: 'nope', value: 1 },
    answers: { 'state of postgresql_set:nope': '' },
    expects: [
      'error: the server has no setting `nope`',
      'hint: check `name`, the version of the server, and whether the library of the setting is loaded',
    ],
  },
  {
    title: 'files that the login may not read are an error',
    params: { name: 'work_mem', value: 1 },
    answers: {
      'state of postgresql_set:work_mem': {
        status: 3,
        stderr: 'psql:<stdin>:4: ERROR:  42501: permission denied for view pg_file_settings\n',
      },
    },
    expects: [
      'error: ERROR:  42501: permission denied for view pg_file_settings',
      'hint: log in as a role that may do this, such as `postgres`',
    ],
  },
  {
    title: 'neither a value nor `reset`, and an invalid name, are refused',
    params: { name: 'a b' },
    expects: [
      'refused: name: expected the name of a setting, such as `work_mem`',
      'refused: value: expected one of `value` and `reset`',
    ],
  },
]

taskRows('postgresql_set', postgresqlSet, ROWS)

test.run()
