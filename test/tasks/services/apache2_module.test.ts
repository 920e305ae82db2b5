import { test } from 'uvu'
import apache2Module from '../../../tasks/services/apache2_module.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const REWRITE = { name: 'rewrite' }
const DISABLED = { 'state of the Apache module rewrite': 'disabled\n' }
const ENABLED = { 'state of the Apache module rewrite': 'enabled\n' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a module is enabled',
    params: REWRITE,
    answers: DISABLED,
    expects: [
      'enable apache2-module:rewrite: {"enabled":false} -> {"enabled":true}',
      '$ LC_ALL=C a2enmod -q -- rewrite',
      'outputs: {"result":"Module rewrite enabled"}',
    ],
  },
  {
    title: 'an enabled module is in sync',
    params: REWRITE,
    answers: ENABLED,
    expects: ['in sync: {"result":"Module rewrite enabled"}'],
  },
  {
    title: 'a module is disabled, although Debian recommends keeping it',
    params: { ...REWRITE, state: 'absent', force: 'yes' },
    answers: ENABLED,
    expects: [
      'disable apache2-module:rewrite: {"enabled":true} -> {"enabled":false}',
      '$ LC_ALL=C a2dismod -f -q -- rewrite',
      'outputs: {"result":"Module rewrite disabled"}',
    ],
  },
  {
    title: 'a missing module needs no disabling',
    params: { ...REWRITE, state: 'absent' },
    answers: { 'state of the Apache module rewrite': 'missing\n' },
    expects: ['in sync: {"result":"Module rewrite disabled"}'],
  },
  {
    title: 'enabling a missing module is an error',
    params: REWRITE,
    answers: { 'state of the Apache module rewrite': 'missing\n' },
    expects: [
      'error: Apache has no module `rewrite`',
      'hint: in an earlier task, install the package that contains it; /etc/apache2/mods-available lists the modules',
    ],
  },
  {
    title: 'enabling `cgi` with a threaded MPM is an error',
    params: { name: 'cgi' },
    answers: {
      'state of the Apache module cgi': 'disabled\n',
      'state of the Apache module mpm_prefork': 'disabled\n',
    },
    expects: [
      'error: `cgi` needs the module `mpm_prefork`, which is not enabled',
      'hint: use `cgid`, or enable `mpm_prefork` in an earlier task',
    ],
  },
  {
    title: 'a host without Apache is an error',
    params: REWRITE,
    answers: {
      'state of the Apache module rewrite': { status: 127, stderr: 'the host has no a2enmod\n' },
    },
    expects: ['error: probe failed: state of the Apache module rewrite: status 127: the host has no a2enmod'],
  },
  {
    title: 'an invalid name is refused',
    params: { name: '../x' },
    expects: ['refused: name: expected the name of a module, such as `rewrite`'],
  },
]

taskRows('apache2_module', apache2Module, ROWS)

test.run()
