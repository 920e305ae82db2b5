import { test } from 'uvu'
import alternatives from '../../../tasks/system/alternatives.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of update-alternatives of dpkg 1.21 and of Red Hat's chkconfig 1.24.

const AUTO = `t - auto mode
  link best version is /opt/t2
  link currently points to /opt/t2
  link t is /usr/bin/t
  slave t.1 is /usr/share/man/man1/t.1
/opt/t1 - priority 50
  slave t.1: /opt/t1.1
/opt/t2 - priority 60
`
const MANUAL = AUTO.replace('auto mode', 'manual mode').replace('points to /opt/t2', 'points to /opt/t1')
const RED_HAT = `java - status is manual.
 link currently points to /usr/lib/jvm/java-8/bin/java
/usr/lib/jvm/java-8/bin/java - family java-8.x86_64 priority 1
 follower jre: /usr/lib/jvm/java-8
/usr/lib/jvm/java-17/bin/java - family java-17.x86_64 priority 17
 follower jre: /usr/lib/jvm/java-17
Current \`best' version is /usr/lib/jvm/java-17/bin/java.
`
const GROUP = 'alternatives of t'
const there = (path: string) => ({ [`whether ${path} exists`]: '' })

const ROWS: readonly TaskRow[] = [
  {
    title: 'an alternative is selected',
    params: { name: 't', path: '/opt/t1' },
    answers: { [GROUP]: AUTO, ...there('/opt/t1') },
    expects: [
      'update alternative:t: {"mode":"auto","selected":"/opt/t2"} -> {"mode":"manual","selected":"/opt/t1"}',
      'predicts: set alternatives-group:t: undefined -> {"group":"{\\"link\\":\\"/usr/bin/t\\",\\"isManual\\":true,\\"current\\":\\"/opt/t1\\",\\"alternatives\\":[{\\"path\\":\\"/opt/t1\\",\\"priority\\":50,\\"subcommands\\":[{\\"name\\":\\"t.1\\",\\"path\\":\\"/opt/t1.1\\",\\"link\\":\\"/usr/share/man/man1/t.1\\"}]},{\\"path\\":\\"/opt/t2\\",\\"priority\\":60,\\"subcommands\\":[]}]}"}',
      '$ LC_ALL=C update-alternatives --set t /opt/t1',
      `outputs: {"msg":"Set alternative '/opt/t1' for 't'."}`,
    ],
  },
  {
    title: 'a selected alternative is in sync, also in automatic mode',
    params: { name: 't', path: '/opt/t2', priority: 60, link: '/usr/bin/t', subcommands: [] },
    answers: { [GROUP]: AUTO, ...there('/opt/t2') },
    expects: ['in sync: {"msg":""}'],
  },
  {
    title: 'with `state: present`, an existing alternative need not be selected',
    params: { name: 't', path: '/opt/t2', state: 'present' },
    answers: { [GROUP]: MANUAL, ...there('/opt/t2') },
    expects: ['in sync: {"msg":""}'],
  },
  {
    title: 'a group is created',
    params: {
      name: 't',
      path: '/opt/t1',
      link: '/usr/bin/t',
      subcommands: [{ name: 't.1', path: '/opt/t1.1', link: '/usr/share/man/man1/t.1' }],
    },
    answers: { [GROUP]: { status: 2 }, ...there('/opt/t1') },
    expects: [
      'create alternative:t: null -> {"mode":"manual","selected":"/opt/t1","link":"/usr/bin/t","alternative":"/opt/t1","priority":50,"subcommands":["/usr/share/man/man1/t.1 -> /opt/t1.1"]}',
      'predicts: set alternatives-group:t: undefined -> {"group":"{\\"link\\":\\"/usr/bin/t\\",\\"isManual\\":true,\\"current\\":\\"/opt/t1\\",\\"alternatives\\":[{\\"link\\":\\"/usr/bin/t\\",\\"path\\":\\"/opt/t1\\",\\"priority\\":50,\\"subcommands\\":[{\\"name\\":\\"t.1\\",\\"path\\":\\"/opt/t1.1\\",\\"link\\":\\"/usr/share/man/man1/t.1\\"}]}]}"}',
      '$ LC_ALL=C update-alternatives --install /usr/bin/t t /opt/t1 50 --slave /usr/share/man/man1/t.1 t.1 /opt/t1.1 && LC_ALL=C update-alternatives --set t /opt/t1',
      `outputs: {"msg":"Install alternative '/opt/t1' for 't'. Set alternative '/opt/t1' for 't'."}`,
    ],
  },
  {
    title: 'the priority is changed, and the subcommands are kept',
    params: { name: 't', path: '/opt/t1', priority: -5, state: 'present' },
    answers: { [GROUP]: AUTO, ...there('/opt/t1') },
    expects: [
      'update alternative:t: {"mode":"auto","selected":"/opt/t2","link":"/usr/bin/t","alternative":"/opt/t1","priority":50,"subcommands":["/usr/share/man/man1/t.1 -> /opt/t1.1"]} -> {"mode":"auto","selected":"/opt/t2","link":"/usr/bin/t","alternative":"/opt/t1","priority":-5,"subcommands":["/usr/share/man/man1/t.1 -> /opt/t1.1"]}',
      'predicts: set alternatives-group:t: undefined -> {"group":"{\\"link\\":\\"/usr/bin/t\\",\\"isManual\\":false,\\"current\\":\\"/opt/t2\\",\\"alternatives\\":[{\\"path\\":\\"/opt/t2\\",\\"priority\\":60,\\"subcommands\\":[]},{\\"link\\":\\"/usr/bin/t\\",\\"path\\":\\"/opt/t1\\",\\"priority\\":-5,\\"subcommands\\":[{\\"name\\":\\"t.1\\",\\"path\\":\\"/opt/t1.1\\",\\"link\\":\\"/usr/share/man/man1/t.1\\"}]}]}"}',
      '$ LC_ALL=C update-alternatives --install /usr/bin/t t /opt/t1 -5 --slave /usr/share/man/man1/t.1 t.1 /opt/t1.1',
      `outputs: {"msg":"Install alternative '/opt/t1' for 't'."}`,
    ],
  },
  {
    title: 'other subcommands are removed',
    params: { name: 't', path: '/opt/t1', subcommands: [], state: 'present' },
    answers: { [GROUP]: MANUAL, ...there('/opt/t1') },
    expects: [
      'update alternative:t: {"mode":"manual","selected":"/opt/t1","link":"/usr/bin/t","alternative":"/opt/t1","priority":50,"subcommands":["/usr/share/man/man1/t.1 -> /opt/t1.1"]} -> {"mode":"manual","selected":"/opt/t1","link":"/usr/bin/t","alternative":"/opt/t1","priority":50,"subcommands":[]}',
      'predicts: set alternatives-group:t: undefined -> {"group":"{\\"link\\":\\"/usr/bin/t\\",\\"isManual\\":true,\\"current\\":\\"/opt/t1\\",\\"alternatives\\":[{\\"path\\":\\"/opt/t2\\",\\"priority\\":60,\\"subcommands\\":[]},{\\"link\\":\\"/usr/bin/t\\",\\"path\\":\\"/opt/t1\\",\\"priority\\":50,\\"subcommands\\":[]}]}"}',
      '$ LC_ALL=C update-alternatives --install /usr/bin/t t /opt/t1 50',
      `outputs: {"msg":"Install alternative '/opt/t1' for 't'."}`,
    ],
  },
  {
    title: 'a group is changed back to automatic mode',
    params: { name: 't', path: '/opt/t1', state: 'auto' },
    answers: { [GROUP]: MANUAL, ...there('/opt/t1') },
    expects: [
      'update alternative:t: {"mode":"manual","selected":"/opt/t1"} -> {"mode":"auto","selected":"/opt/t2"}',
      'predicts: set alternatives-group:t: undefined -> {"group":"{\\"link\\":\\"/usr/bin/t\\",\\"isManual\\":false,\\"current\\":\\"/opt/t2\\",\\"alternatives\\":[{\\"path\\":\\"/opt/t1\\",\\"priority\\":50,\\"subcommands\\":[{\\"name\\":\\"t.1\\",\\"path\\":\\"/opt/t1.1\\",\\"link\\":\\"/usr/share/man/man1/t.1\\"}]},{\\"path\\":\\"/opt/t2\\",\\"priority\\":60,\\"subcommands\\":[]}]}"}',
      '$ LC_ALL=C update-alternatives --auto t',
      `outputs: {"msg":"Set alternative to auto for 't'."}`,
    ],
  },
  {
    title: 'an alternative is removed',
    params: { name: 't', path: '/opt/t1', state: 'absent' },
    answers: { [GROUP]: MANUAL },
    expects: [
      'update alternative:t: {"mode":"manual","selected":"/opt/t1","link":"/usr/bin/t","alternative":"/opt/t1","priority":50,"subcommands":["/usr/share/man/man1/t.1 -> /opt/t1.1"]} -> {"mode":"auto","selected":"/opt/t2","link":"/usr/bin/t","alternative":null}',
      'predicts: set alternatives-group:t: undefined -> {"group":"{\\"link\\":\\"/usr/bin/t\\",\\"isManual\\":false,\\"current\\":\\"/opt/t2\\",\\"alternatives\\":[{\\"path\\":\\"/opt/t2\\",\\"priority\\":60,\\"subcommands\\":[]}]}"}',
      '$ LC_ALL=C update-alternatives --remove t /opt/t1',
      `outputs: {"msg":"Remove alternative '/opt/t1' from 't'."}`,
    ],
  },
  {
    title: 'a missing alternative needs no removal',
    params: { name: 't', path: '/opt/t3', state: 'absent' },
    answers: { [GROUP]: MANUAL },
    expects: ['in sync: {"msg":""}'],
  },
  {
    title: 'an alternative of a family is selected',
    params: { name: 'java', family: 'java-17.x86_64' },
    answers: { 'alternatives of java': RED_HAT },
    expects: [
      'update alternative:java: {"mode":"manual","selected":"/usr/lib/jvm/java-8/bin/java"} -> {"mode":"manual","selected":"/usr/lib/jvm/java-17/bin/java"}',
      'predicts: set alternatives-group:java: undefined -> {"group":"{\\"link\\":null,\\"isManual\\":true,\\"current\\":\\"/usr/lib/jvm/java-17/bin/java\\",\\"alternatives\\":[{\\"path\\":\\"/usr/lib/jvm/java-8/bin/java\\",\\"family\\":\\"java-8.x86_64\\",\\"priority\\":1,\\"subcommands\\":[{\\"name\\":\\"jre\\",\\"path\\":\\"/usr/lib/jvm/java-8\\",\\"link\\":\\"\\"}]},{\\"path\\":\\"/usr/lib/jvm/java-17/bin/java\\",\\"family\\":\\"java-17.x86_64\\",\\"priority\\":17,\\"subcommands\\":[{\\"name\\":\\"jre\\",\\"path\\":\\"/usr/lib/jvm/java-17\\",\\"link\\":\\"\\"}]}]}"}',
      '$ LC_ALL=C update-alternatives --set java java-17.x86_64',
      `outputs: {"msg":"Set alternative 'java-17.x86_64' for 'java'."}`,
    ],
  },
  {
    title: 'subcommands are in sync on a host that does not show their links',
    params: {
      name: 'java',
      path: '/usr/lib/jvm/java-8/bin/java',
      subcommands: [{ name: 'jre', path: '/usr/lib/jvm/java-8', link: '/usr/lib/jvm/jre' }],
    },
    answers: { 'alternatives of java': RED_HAT, ...there('/usr/lib/jvm/java-8/bin/java') },
    expects: ['in sync: {"msg":""}'],
  },
  {
    title: 'an unknown family is an error',
    params: { name: 'java', family: 'java-21.x86_64' },
    answers: { 'alternatives of java': RED_HAT },
    expects: ['error: `java` has no alternative of the family `java-21.x86_64`'],
  },
  {
    title: 'a new group without a link is an error',
    params: { name: 't', path: '/opt/t1' },
    answers: { [GROUP]: { status: 2 }, ...there('/opt/t1') },
    expects: ['error: the host does not know where the link of `t` is', 'hint: set `link`'],
  },
  {
    title: 'adding a missing file is an error',
    params: { name: 't', path: '/opt/t3' },
    answers: { [GROUP]: AUTO, 'whether /opt/t3 exists': { status: 1 } },
    expects: ['error: `/opt/t3` does not exist', 'hint: install it in an earlier task'],
  },
  {
    title: 'a host without update-alternatives is an error',
    params: { name: 't', path: '/opt/t3', state: 'absent' },
    answers: { [GROUP]: { status: 3 } },
    expects: [
      'error: the host has no `update-alternatives`',
      'hint: install it in an earlier task (on hosts of Red Hat the package is `alternatives`)',
    ],
  },
  {
    title: 'a name that begins with a dash, and a missing path, are refused',
    params: { name: '--all' },
    expects: [
      'refused: name: expected a name, such as `editor`',
      'refused: path: expected the path of the alternative',
    ],
  },
]

taskRows('alternatives', alternatives, ROWS)

test.run()
