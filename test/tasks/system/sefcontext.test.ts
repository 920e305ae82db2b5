import { test } from 'uvu'
import sefcontext from '../../../tasks/system/sefcontext.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Lines of `semanage fcontext -l -n` 3.4.

const TARGET = '/srv/www(/.*)?'
const BASE = { 'mode of SELinux': '1', 'which of semanage exist': 'semanage\n' }
const WEB = { target: TARGET, setype: 'httpd_sys_content_t' }
const line = (target: string, kind: string, context: string) =>
  `${target.padEnd(50)} ${kind.padEnd(18)} ${context} \n`
const rule = (text: string, whose = 'all', kind = 'all files') => ({
  ...BASE,
  [`context of ${TARGET} (${kind}, ${whose})`]: text,
})
const outputs = (given: object) =>
  JSON.stringify({
    ...{ target: TARGET, ftype: 'a', setype: WEB.setype, substitute: null, state: 'present' },
    ...{ seuser: null, serange: null, ...given },
  })

const ROWS: readonly TaskRow[] = [
  {
    title: 'a rule is added, also if other rules begin with the same target',
    params: WEB,
    answers: rule(line(`${TARGET} x`.replace(' ', ''), 'all files', 'system_u:object_r:var_t:s0')),
    expects: [
      `add selinux-context:${TARGET} (all files): null -> {"seuser":"system_u","setype":"httpd_sys_content_t","selevel":"s0"}`,
      `$ LC_ALL=C semanage fcontext -a -f a -t httpd_sys_content_t '${TARGET}'`,
      `outputs: ${outputs({})}`,
    ],
  },
  {
    title: 'a rule is updated, and keeps its user and level',
    params: { ...WEB, reload: false },
    answers: rule(line(TARGET, 'all files', 'unconfined_u:object_r:var_t:s0:c1.c3')),
    expects: [
      `update selinux-context:${TARGET} (all files): {"seuser":"unconfined_u","setype":"var_t","selevel":"s0:c1.c3"} -> {"seuser":"unconfined_u","setype":"httpd_sys_content_t","selevel":"s0:c1.c3"}`,
      `$ LC_ALL=C semanage fcontext -N -m -f a -t httpd_sys_content_t '${TARGET}'`,
      `outputs: ${outputs({})}`,
    ],
  },
  {
    title: 'user and level are set',
    params: { ...WEB, ftype: 'd', seuser: 'staff_u', selevel: 's0-s0:c0.c9' },
    answers: rule(line(TARGET, 'directory', 'system_u:object_r:httpd_sys_content_t:s0'), 'all', 'directory'),
    expects: [
      `update selinux-context:${TARGET} (directory): {"seuser":"system_u","setype":"httpd_sys_content_t","selevel":"s0"} -> {"seuser":"staff_u","setype":"httpd_sys_content_t","selevel":"s0-s0:c0.c9"}`,
      `$ LC_ALL=C semanage fcontext -m -f d -t httpd_sys_content_t -s staff_u -r s0-s0:c0.c9 '${TARGET}'`,
      `outputs: ${outputs({ ftype: 'd', seuser: 'staff_u', serange: 's0-s0:c0.c9' })}`,
    ],
  },
  {
    title: 'an equal rule of the policy or of the host is in sync',
    params: WEB,
    answers: rule(line(TARGET, 'all files', 'system_u:object_r:httpd_sys_content_t:s0')),
    expects: [`in sync: ${outputs({})}`],
  },
  {
    title: 'a rule with the context `<<None>>` is updated',
    params: WEB,
    answers: rule(line(TARGET, 'all files', '<<None>>')),
    isCheckMode: true,
    expects: [
      `update selinux-context:${TARGET} (all files): null -> {"seuser":"system_u","setype":"httpd_sys_content_t","selevel":"s0"}`,
    ],
  },
  {
    title: 'a substitution is added',
    params: { target: '/srv/c', substitute: '/var/lib/containers' },
    answers: { ...BASE, 'substitute of /srv/c (all)': '' },
    expects: [
      'add selinux-substitute:/srv/c: null -> {"substitute":"/var/lib/containers"}',
      '$ LC_ALL=C semanage fcontext -a -e /var/lib/containers /srv/c',
      `outputs: ${outputs({ target: '/srv/c', setype: null, substitute: '/var/lib/containers' })}`,
    ],
  },
  {
    title: 'a substitution is updated',
    params: { target: '/srv/c', substitute: '/var/lib/containers' },
    answers: { ...BASE, 'substitute of /srv/c (all)': '/srv/c = /opt\n' },
    isCheckMode: true,
    expects: [
      'update selinux-substitute:/srv/c: {"substitute":"/opt"} -> {"substitute":"/var/lib/containers"}',
    ],
  },
  {
    title: 'all local changes of the target are removed',
    params: { target: TARGET, state: 'absent' },
    answers: {
      ...rule(line(TARGET, 'all files', 'system_u:object_r:var_t:s0'), 'local'),
      [`substitute of ${TARGET} (local)`]: `${TARGET} = /opt\n`,
    },
    expects: [
      `delete selinux-substitute:${TARGET}: {"substitute":"/opt"} -> null`,
      `delete selinux-context:${TARGET} (all files): {"seuser":"system_u","setype":"var_t","selevel":"s0"} -> null`,
      `$ LC_ALL=C semanage fcontext -d -e /opt '${TARGET}'`,
      `$ LC_ALL=C semanage fcontext -d -f a '${TARGET}'`,
      `outputs: ${outputs({ setype: null, state: 'absent' })}`,
    ],
  },
  {
    title: 'only the rule is removed',
    params: { ...WEB, state: 'absent' },
    answers: rule(line(TARGET, 'all files', 'system_u:object_r:var_t:s0'), 'local'),
    isCheckMode: true,
    expects: [
      `delete selinux-context:${TARGET} (all files): {"seuser":"system_u","setype":"var_t","selevel":"s0"} -> null`,
    ],
  },
  {
    title: 'another substitution is kept',
    params: { target: '/srv/c', substitute: '/var', state: 'absent' },
    answers: { ...BASE, 'substitute of /srv/c (local)': '/srv/c = /opt\n' },
    expects: [`in sync: ${outputs({ target: '/srv/c', setype: null, substitute: '/var', state: 'absent' })}`],
  },
  {
    title: 'a host without semanage is an error',
    params: WEB,
    answers: { ...BASE, 'which of semanage exist': '' },
    expects: [
      'error: the host has no `semanage`',
      'hint: install policycoreutils-python-utils in an earlier task',
    ],
  },
  {
    title: 'an invalid target and type, and params that exclude each other, are refused',
    params: { target: '/srv/a b', substitute: '/x', setype: '-t', ftype: 'd' },
    expects: [
      'refused: target: expected an absolute path or expression without spaces',
      'refused: setype: expected an SELinux type',
      'refused: substitute: cannot be combined with `setype`',
      'refused: substitute: cannot be combined with `ftype`, `seuser` and `selevel`',
    ],
  },
  {
    title: 'a missing type is refused',
    params: { target: '/srv/a' },
    expects: ['refused: setype: expected the type, or `substitute`'],
  },
]

taskRows('sefcontext', sefcontext, ROWS)

test.run()
