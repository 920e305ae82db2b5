import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ComposedTaskType } from '../../src/authoring/define.ts'
import type { InSync, Plan } from '../../src/authoring/plan.ts'
import { openTaskFolders } from '../../src/load-task-types.ts'
import type { Host } from '../../src/remote/host.ts'
import { openSession, type Session } from '../../src/remote/session.ts'
import { sh } from '../../src/shell/quote.ts'
import { issue } from '../kit/certificates.ts'
import { type AnyTaskType, bind } from '../kit/contract.ts'
import { projectIn } from '../kit/project.ts'
import { oneIn } from '../kit/slow-cases.ts'
import { tarOf } from '../kit/tar.ts'
import { projectWithTemplates } from '../kit/templates.ts'
import { lab } from './drover.ts'
import { contentOf, differences, treeOf } from './host-tree.ts'

type State = 'absent' | 'right' | 'wrong'
/** A dry run does not run the daemon-reload that would show this. */
const NEWEST_UNKNOWN =
  /^error: unknown: depends on the newest versions, known only after the package lists are fetched/
const NO_UNIT = /^error: unknown: depends on whether there is a unit \S+ after a daemon-reload$/
const TYPES = openTaskFolders([])
const STATES: readonly State[] = ['absent', 'right', 'wrong']
type Params = Readonly<Record<string, unknown>>

/**
 * A task type, and what its check must return on a host where the described state is absent, right or wrong.
 */
interface Row {
  readonly task: string
  /** Each state has its own directory, which exists. */
  readonly params: (directory: string, state: State) => Params
  /** What must exist first: other tasks, then a shell script that runs in the directory. */
  readonly needs?: (directory: string) => readonly (readonly [task: string, params: Params])[]
  readonly before?: string
  /** A script that changes the right state into a wrong one, run in its directory. */
  readonly spoil?: string
  /**
   * Expected results other than `plan`, `in-sync`, `plan` for the three states; a pattern matches an error.
   */
  readonly says?: Readonly<Partial<Record<State, string | RegExp>>>
}

const UNIT = '[Service]\\nExecStart=/bin/sleep 100000\\n[Install]\\nWantedBy=multi-user.target\\n'
const PAIR = issue('pure')
const CA = {
  names: [{ C: 'CN', O: 'pure' }],
  key: { algo: 'ecdsa', size: 256 },
  backend: 'forge',
  profile: 'pure',
}
const authority = (directory: string): Params => ({ ...CA, directory: `${directory}/pki`, CN: 'pure' })
const certificate = (directory: string): Params => ({
  ...authority(directory),
  name: 'app',
  hosts: ['node1'],
})

const ROWS: readonly Row[] = [
  {
    task: 'file',
    params: at => ({ path: `${at}/d`, state: 'directory', mode: '0750', owner: 'daemon' }),
    spoil: 'chmod 0700 d; chown root d',
  },
  {
    task: 'file',
    params: at => ({ path: `${at}/l`, src: '/etc/hostname', state: 'link' }),
    spoil: 'ln -sfn /etc/passwd l',
  },
  {
    task: 'file',
    params: at => ({ path: `${at}/h`, src: `${at}/one`, state: 'hard' }),
    before: 'echo x >one',
    spoil: 'rm h; echo y >h',
    says: { wrong: /expected a hard link or nothing/ },
  },
  {
    task: 'file',
    params: at => ({ path: `${at}/gone`, state: 'absent' }),
    spoil: 'mkdir -p gone/deep; echo x >gone/deep/x',
    says: { absent: 'in-sync' },
  },
  {
    task: 'file',
    params: at => ({
      path: `${at}/t`,
      state: 'directory',
      recurse: true,
      mode: 'u=rwX,go=rX',
      group: 'daemon',
    }),
    spoil: 'echo x >t/x; chmod 0600 t/x',
  },
  {
    task: 'file',
    params: at => ({
      path: `${at}/at`,
      state: 'touch',
      modification_time: '202001010000',
      access_time: 'preserve',
    }),
    spoil: 'touch at',
  },
  {
    task: 'copy',
    params: at => ({ dest: `${at}/f`, content: 'right\n', mode: '0640', owner: 'daemon' }),
    spoil: 'echo wrong >f',
  },
  {
    task: 'copy',
    params: at => ({ dest: `${at}/m`, content: 'right\n', mode: '0640' }),
    spoil: 'chmod 0666 m',
  },
  {
    task: 'copy',
    params: at => ({ dest: `${at}/tree`, src: 'tree/' }),
    spoil: 'rm tree/sub/x; echo other >tree/y',
  },
  {
    task: 'copy',
    params: at => ({ dest: `${at}/to`, src: `${at}/from`, remote_src: true }),
    before: 'echo from >from',
    spoil: 'ln -sf from to',
    says: { wrong: 'in-sync' },
  },
  { task: 'template', params: at => ({ src: 'page', dest: `${at}/page` }), spoil: 'echo other >page' },
  {
    task: 'template',
    params: at => ({ src: 'page', dest: `${at}/through`, follow: true }),
    before: 'ln -s target through',
    spoil: 'echo other >target',
  },
  {
    task: 'lineinfile',
    params: at => ({ path: `${at}/lines`, regexp: '^debug', line: 'debug off', create: true }),
    spoil: 'echo debug on >lines',
  },
  {
    task: 'command',
    params: at => ({ cmd: `touch ${at}/made`, creates: `${at}/made` }),
    spoil: 'mv made other',
  },
  {
    task: 'shell',
    params: at => ({ cmd: `echo ready >${at}/state`, unless: `grep -q ready ${at}/state` }),
    spoil: 'echo broken >state',
  },
  {
    task: 'script',
    params: at => ({ cmd: `make.sh ${at}/made-1`, creates: `${at}/made-*` }),
    spoil: 'mv made-1 other',
  },
  {
    task: 'get_url',
    params: at => ({ url: 'file:///etc/hostname', dest: `${at}/got`, force: true, mode: '0600' }),
    spoil: 'echo other >got',
  },
  {
    task: 'get_url',
    params: at => ({
      url: 'http://mirror.lab/debian/Packages',
      dest: `${at}/p`,
      force: true,
      via: 'controller',
    }),
    spoil: 'chmod 0600 p; echo other >>p',
  },
  {
    task: 'release',
    params: at => ({
      ...{ name: 'app', version: '1.0', url: 'file:///srv/pure/release', checksums: 'SUMS' },
      ...{ receipts: `${at}/receipts`, programs: [{ path: `${at}/bin/app`, file: 'app_{version}' }] },
    }),
    spoil: 'echo other >bin/app',
  },
  {
    task: 'unarchive',
    params: at => ({ src: 'a.tar', dest: `${at}/out` }),
    before: 'mkdir out',
    spoil: 'echo other >out/dir/x',
  },
  {
    task: 'unarchive',
    params: at => ({ src: '/srv/pure/a.tar.gz', dest: `${at}/there`, remote_src: true }),
    before: 'mkdir there',
    spoil: 'chmod 0777 there/dir/x; rm there/y',
  },
  {
    task: 'fetch',
    params: (at, state) => ({ src: `${at}/fetched`, dest: `got/${state}`, flat: true }),
    before: '[ $(basename $PWD) = absent ] || echo x >fetched',
    spoil: 'echo other >fetched',
    says: { absent: /does not exist/ },
  },
  {
    task: 'group',
    params: (_, state) => ({ name: `pure-${state}`, gid: 7000 + STATES.indexOf(state) }),
    spoil: 'groupmod -g 7010 pure-wrong',
  },
  {
    task: 'user',
    params: (at, state) => ({
      ...{ name: `user-${state}`, home: `${at}/home`, shell: '/usr/sbin/nologin', groups: ['adm'] },
      ...{ comment: 'Pure', password: '*' },
    }),
    spoil: 'usermod -s /bin/sh -G daemon user-wrong',
  },
  {
    task: 'systemd',
    params: (at, state) => ({
      ...{ name: `pure-${state}`, state: 'started', enabled: true, settle: 0 },
      restart_on: [`${at}/conf`],
    }),
    before: `n=$(basename $PWD); [ $n = absent ] || { printf '${UNIT}' >/etc/systemd/system/pure-$n.service; touch -d @0 conf; }`,
    spoil: 'systemctl stop pure-wrong; systemctl disable -q pure-wrong',
    says: { absent: NO_UNIT },
  },
  {
    task: 'systemd',
    params: (at, state) => ({
      name: `read-${state}`,
      state: 'started',
      settle: 0,
      restart_on: [`${at}/read`],
    }),
    before: `n=$(basename $PWD); [ $n = absent ] || { printf '${UNIT}' >/etc/systemd/system/read-$n.service; touch -d @0 read; }`,
    // The unit file changed, but systemd has not reloaded it, and the process still has the old one.
    spoil: 'sleep 1; echo >>/etc/systemd/system/read-wrong.service; touch -d "1 hour" read',
    says: { absent: NO_UNIT },
  },
  {
    task: 'apt',
    params: (_, state) => ({ name: { absent: 'tree', right: 'less', wrong: 'chrony' }[state] }),
    // The settings of the key are kept.
    spoil: 'apt-get remove -qq -y chrony >/dev/null',
  },
  {
    task: 'apt',
    params: (_, state) => ({
      name: { absent: 'jq', right: 'curl', wrong: 'drover-sample' }[state],
      ...{ state: 'latest', update_cache: true },
    }),
    spoil: 'apt-get install -qq -y --allow-downgrades drover-sample=1.0 >/dev/null',
    // The package lists are fetched first and may change the answer.
    says: { right: NEWEST_UNKNOWN, wrong: NEWEST_UNKNOWN },
  },
  {
    task: 'package',
    params: (_, state) => ({
      ...{ use: 'apt', name: { absent: 'file', right: 'xz-utils', wrong: 'bzip2' }[state] },
    }),
    spoil: 'apt-get remove -qq -y bzip2 >/dev/null',
  },
  // A host of another family: a missing rpm is a valid answer.
  {
    task: 'dnf',
    params: () => ({ name: 'tree', state: 'absent' }),
    says: { absent: 'in-sync', wrong: 'in-sync' },
  },
  {
    task: 'uri',
    params: (_, state) => ({
      url: {
        absent: 'http://127.0.0.1:9/',
        right: 'http://mirror.lab/debian/Packages',
        wrong: 'http://mirror.lab/none',
      }[state],
    }),
    says: { absent: /onnect/, right: 'in-sync', wrong: /status 404/ },
  },
  {
    task: 'certificate_authority',
    params: authority,
    spoil: 'chmod 0644 pki/ca-key.pem; echo {} >pki/ca-config.json',
  },
  {
    task: 'certificate',
    needs: at => [['certificate_authority', authority(`${at}/of`)]],
    params: at => certificate(`${at}/of`),
    spoil: 'cp of/pki/ca-key.pem of/pki/app-key.pem',
  },
  {
    task: 'key_pair',
    params: at => ({ ...PAIR, certificate_path: `${at}/tls.pem`, key_path: `${at}/tls-key.pem` }),
    spoil: 'echo x >tls.pem',
  },
  {
    task: 'ca_bundle',
    needs: at => [
      ['certificate_authority', authority(`${at}/one`)],
      ['certificate', certificate(`${at}/one`)],
      ['certificate_authority', authority(`${at}/two`)],
    ],
    params: at => ({ path: `${at}/ca.pem`, certificate: `${at}/one/pki/app.pem` }),
    before: '[ $(basename $PWD) = absent ] || cp one/pki/ca.pem ca.pem',
    spoil: 'cat two/pki/ca.pem >>ca.pem',
    says: { absent: 'in-sync' },
  },
  {
    task: 'stat',
    params: at => ({
      path: `${at}/seen`,
      checksum_algorithm: 'sha256',
      get_mime: true,
      get_attributes: true,
    }),
    before: '[ $(basename $PWD) = absent ] || echo x >seen',
    says: { absent: 'in-sync', wrong: 'in-sync' },
  },
  {
    task: 'wait_for',
    params: at => ({ path: `${at}/awaited` }),
    before: '[ $(basename $PWD) = absent ] || echo x >awaited',
    says: { wrong: 'in-sync' },
  },
]

const folder = mkdtempSync(join(tmpdir(), 'drover-pure-'))
let session: Session

test.before(async () => {
  lab('reset')
  cpSync(join(import.meta.dirname, '../../templates'), folder, { recursive: true })
  for (const path of ['tree/sub', 'src/dir']) mkdirSync(join(folder, path), { recursive: true })
  for (const path of ['tree/sub/x', 'tree/y', 'page']) writeFileSync(join(folder, path), 'right\n')
  writeFileSync(join(folder, 'make.sh'), '#!/bin/sh\ntouch "$1"\n')
  writeFileSync(
    join(folder, 'a.tar'),
    tarOf([
      { path: 'dir/x', content: 'right' },
      { path: 'y', content: 'y' },
    ]),
  )
  session = await open()
  await prepare(session.host())
})
test.after(async () => {
  await session.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(): Promise<Session> {
  const target = { name: 'node1', connection: 'ssh', address: 'node1', user: 'root' } as const
  return openSession({ ...target, sshArgs: [], connectTimeout: 10 })
}

/** Prepares the three states of every row, with the `apply` of the task types if something must exist. */
async function prepare(host: Host): Promise<void> {
  await host.run(sh`umask 022; mkdir -p /srv/pure/release && cd /srv/pure || exit
mkdir -p s/dir && echo right >s/dir/x && echo y >s/y && tar -czf a.tar.gz -C s .
echo program >release/app_1.0 && cd release && sha256sum app_1.0 >SUMS || exit
{ apt-get update -q && apt-get install -qq -y --no-install-recommends curl; } >/dev/null`)
  for (const row of ROWS) for (const state of STATES) await bringAbout(host, row, state)
  // As after `apt-get clean`: the caches that apt writes when it answers a query do not exist.
  await host.run(sh`rm -f /var/cache/apt/*.bin`)
}

async function bringAbout(host: Host, row: Row, state: State): Promise<void> {
  const directory = directoryOf(row, state)
  const inIt = (script: string) =>
    host.run(sh`umask 022; mkdir -p -- ${directory} && cd -- ${directory} && sh -c ${`${script}\n:`}`)
  await inIt('')
  for (const [task, params] of row.needs?.(directory) ?? []) await carryOut(host, task, params)
  await inIt(row.before ?? '')
  if (state === 'absent') return
  await carryOut(host, row.task, row.params(directory, state))
  if (state === 'wrong') await inIt(row.spoil ?? '')
}

function directoryOf(row: Row, state: State): string {
  return `/srv/pure/${ROWS.indexOf(row)}-${row.task}/${state}`
}

/** The task type with its params, or the task types that it is composed of, each with its params. */
async function callsOf(task: string, written: Params): Promise<[AnyTaskType, unknown][]> {
  const type = (await TYPES.load(task)) as never as AnyTaskType & Partial<ComposedTaskType>
  const params = bind(type, written)
  if (!type.expand) return [[type, params]]
  const calls = type.expand({ params: params as never })
  return (await Promise.all(calls.map(call => callsOf(call.type, call.params)))).flat()
}

const contextOf = (host: Host, params: unknown) => ({
  ...{ host, params, environment: {}, isCheckMode: true },
  project: { ...projectIn(folder), render: projectWithTemplates(folder).render },
})

async function carryOut(host: Host, task: string, written: Params): Promise<void> {
  for (const [type, params] of await callsOf(task, written)) {
    const plan: InSync | Plan = await type
      .check({ ...contextOf(host, params), isCheckMode: false } as never)
      .catch(() => ({ kind: 'in-sync', outputs: {} }))
    if (plan.kind === 'plan')
      await type.apply?.({ ...contextOf(host, params), isCheckMode: false, plan } as never)
  }
}

/** The result of the check: `plan`, `in-sync`, or its error message. */
async function verdict(host: Host, row: Row, state: State): Promise<string> {
  const kinds: string[] = []
  try {
    for (const [type, params] of await callsOf(row.task, row.params(directoryOf(row, state), state)))
      kinds.push((await type.check(contextOf(host, params) as never)).kind)
  } catch (error) {
    return `error: ${(error as Error).message}`
  }
  return kinds.includes('plan') ? 'plan' : 'in-sync'
}

function expect(said: string, row: Row, state: State): void {
  const expected = row.says?.[state] ?? (state === 'right' ? 'in-sync' : 'plan')
  const isAsExpected = typeof expected === 'string' ? said === expected : expected.test(said)
  assert.ok(isAsExpected, `${row.task} (${ROWS.indexOf(row)}), ${state}: expected ${expected}, got ${said}`)
}

let tree: ReadonlySet<string>
let content: ReadonlySet<string>
test("every row's directories exist on the host", () => {
  tree = treeOf('node1')
  content = contentOf('node1')
  const seen = [...tree].join('\n')
  for (const row of ROWS) for (const state of STATES) assert.match(seen, `${directoryOf(row, state)} d `)
})

for (const row of oneIn(2, ROWS)) {
  test(`${row.task} (${ROWS.indexOf(row)}): the check answers in each state and changes nothing`, async () => {
    const said: string[] = []
    for (const state of STATES) said.push(await verdict(session.host(), row, state))
    const now = treeOf('node1')
    const changed = differences(tree, now)
    tree = now
    assert.equal(changed, [])
    for (const [nth, state] of STATES.entries()) expect(said[nth] ?? '', row, state)
  })
}

test('checks of all rows at once, with batched probes, return the same results and change nothing', async () => {
  const cells = ROWS.flatMap(row => STATES.map(state => ({ row, state })))
  const said = await Promise.all(cells.map(({ row, state }) => verdict(session.host(), row, state)))
  for (const [nth, { row, state }] of cells.entries()) expect(said[nth] ?? '', row, state)
  assert.equal(differences(tree, treeOf('node1')), [])
  assert.equal(differences(content, contentOf('node1')), [])
})

/**
 * A login shell that makes every file system but /run (which is in memory) read-only in its own mount
 * namespace, then runs the given program.
 */
const READ_ONLY = `#!/bin/sh
exec unshare --mount sh -c 'awk "{ print \\$5 }" /proc/self/mountinfo | sort -u | grep -v ^/run | while read -r d; do
mount -o remount,bind,ro "$d" 2>/dev/null; done; exec /bin/sh -c "$(printf %s "$1" | base64 -d)"' sh "$1"
`

test('on a host whose root and temporary directories are read-only, every check returns the same result', async () => {
  await session.host().write({ path: '/root/read-only', content: READ_ONLY, mode: '0755' })
  const own = await openSession({
    ...{ name: 'node1', address: 'node1', sshArgs: [], connectTimeout: 10 },
    // ssh appends `/bin/sh -c PROGRAM` to these words without quoting it.
    connection: ['sh', '-c', 'exec ssh root@node1 /root/read-only "$(printf %s "$3" | base64 -w 0)"', 'sh'],
  })
  try {
    const places = sh`/etc/x /tmp/x /var/tmp/x /dev/shm/x`
    const refused = await own.host().run(sh`touch ${places}`, { ok: 'any' })
    assert.is(refused.stderr.toString().match(/Read-only file system/g)?.length, 4)
    for (const row of ROWS)
      for (const state of STATES) expect(await verdict(own.host(), row, state), row, state)
  } finally {
    await own.close()
  }
})

test.run()
