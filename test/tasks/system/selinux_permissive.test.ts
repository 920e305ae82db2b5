import { test } from 'uvu'
import selinux_permissive from '../../../tasks/system/selinux_permissive.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Lines of `semodule -l` 3.4.

const TOOLS = { 'which of semodule, semanage exist': 'semodule\nsemanage\n' }
const HTTPD = { domain: 'httpd_t', permissive: true }
const outputs = (given: object) =>
  JSON.stringify({ domain: 'httpd_t', permissive: true, store: '', ...given })

const ROWS: readonly TaskRow[] = [
  {
    title: 'a domain is made permissive',
    params: HTTPD,
    answers: { ...TOOLS, 'whether httpd_t is permissive': 'accountsd\npermissive_httpd_tmp_t\nzabbix\n' },
    expects: [
      'add selinux-permissive:httpd_t: {"isPermissive":false} -> {"isPermissive":true}',
      '$ LC_ALL=C semanage permissive -a httpd_t',
      `outputs: ${outputs({})}`,
    ],
  },
  {
    title: 'a permissive domain is left unchanged',
    params: HTTPD,
    answers: { ...TOOLS, 'whether httpd_t is permissive': 'permissive_httpd_t\t1.0\n' },
    expects: [`in sync: ${outputs({})}`],
  },
  {
    title: 'a domain in another policy store is made enforcing',
    params: { ...HTTPD, permissive: false, store: 'mls', no_reload: true },
    answers: { ...TOOLS, 'whether httpd_t is permissive': 'permissive_httpd_t\n' },
    expects: [
      'delete selinux-permissive:httpd_t (mls): {"isPermissive":true} -> {"isPermissive":false}',
      '$ LC_ALL=C semanage permissive -d -S mls -N httpd_t',
      `outputs: ${outputs({ permissive: false, store: 'mls' })}`,
    ],
  },
  {
    title: 'a host without semodule is an error',
    params: HTTPD,
    answers: { 'which of semodule, semanage exist': 'semanage\n' },
    expects: ['error: the host has no `semodule`', 'hint: install policycoreutils in an earlier task'],
  },
  {
    title: 'an invalid domain and store, and a missing `permissive`, are refused',
    params: { domain: '-a', permissive: 'maybe', store: '../x' },
    expects: [
      'refused: domain: expected a domain, such as `httpd_t`',
      'refused: permissive: expected true or false',
      'refused: store: expected the name of a policy, such as `targeted`',
    ],
  },
]

taskRows('selinux_permissive', selinux_permissive, ROWS)

test.run()
