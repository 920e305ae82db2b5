import { readdirSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Change } from '../../../src/authoring/plan.ts'
import { newPredictions } from '../../../src/engine/dry-run/predicted-state.ts'
import type { ReadHost } from '../../../src/remote/host.ts'
import { type Probe, probe } from '../../../src/remote/probe.ts'
import * as account from '../../../src/remote/probes/account.ts'
import * as accounts from '../../../src/remote/probes/accounts.ts'
import type { Answers } from '../../../src/remote/probes/answers.ts'
import * as boot from '../../../src/remote/probes/boot.ts'
import * as clock from '../../../src/remote/probes/clock.ts'
import * as condition from '../../../src/remote/probes/condition.ts'
import * as describe from '../../../src/remote/probes/describe.ts'
import * as cluster from '../../../src/remote/probes/etcd/cluster.ts'
import * as data from '../../../src/remote/probes/etcd/data.ts'
import type * as etcdctl from '../../../src/remote/probes/etcd/etcdctl.ts'
import * as health from '../../../src/remote/probes/etcd/health.ts'
import * as archive from '../../../src/remote/probes/files/archive.ts'
import * as blocks from '../../../src/remote/probes/files/blocks.ts'
import * as since from '../../../src/remote/probes/files/changed-since.ts'
import type * as digest from '../../../src/remote/probes/files/digest.ts'
import * as exists from '../../../src/remote/probes/files/exists.ts'
import * as file from '../../../src/remote/probes/files/file.ts'
import * as fileSystem from '../../../src/remote/probes/files/file-system.ts'
import type * as files from '../../../src/remote/probes/files/files.ts'
import * as listing from '../../../src/remote/probes/files/listing.ts'
import * as read from '../../../src/remote/probes/files/read.ts'
import * as realPaths from '../../../src/remote/probes/files/real-path.ts'
import type * as statLine from '../../../src/remote/probes/files/stat-line.ts'
import type * as tarListing from '../../../src/remote/probes/files/tar-listing.ts'
import * as times from '../../../src/remote/probes/files/times.ts'
import * as tree from '../../../src/remote/probes/files/tree.ts'
import * as matchingLine from '../../../src/remote/probes/matching-line.ts'
import * as apt from '../../../src/remote/probes/packages/apt.ts'
import * as debs from '../../../src/remote/probes/packages/debs.ts'
import * as homebrew from '../../../src/remote/probes/packages/homebrew.ts'
import * as installed from '../../../src/remote/probes/packages/installed.ts'
import * as managed from '../../../src/remote/probes/packages/managed.ts'
import * as rpmKeys from '../../../src/remote/probes/packages/rpm-keys.ts'
import * as rpms from '../../../src/remote/probes/packages/rpms.ts'
import * as services from '../../../src/remote/probes/services.ts'
import * as tools from '../../../src/remote/probes/tools.ts'
import * as unit from '../../../src/remote/probes/unit.ts'
import type { Subject, SubjectKind, SubjectOf } from '../../../src/remote/subject.ts'
import { sh } from '../../../src/shell/quote.ts'
import { UnknownValueError } from '../../../src/values/unknown.ts'

/** The changes that a dry run has predicted when the probes below are sent. */
const CHANGES: readonly Change[] = [
  ...['/srv/new', '/srv/new/sub'].map(path => create(`file:${path}`, { state: 'directory', mode: '0700' })),
  {
    ...create('file:/srv/new/file', { state: 'file', mode: '0755', size: 4 }),
    text: { before: '', after: 'new\n' },
  },
  create('file:/usr/bin/tool', { state: 'file', mode: '0755', sha256: '12' }),
  { ...create('file:/etc/apt/sources.list.d/new.list', {}), text: { before: '', after: 'deb x\n' } },
  { ...create('file:/etc/systemd/system/new.service', {}), text: { before: '', after: '[Unit]\n' } },
  create('user:deploy', { uid: 1234, home: '/srv/new/sub', group: 'crew' }),
  create('group:crew', { gid: 4321 }),
  create('package:web', { version: '2.0' }),
  create('apt:lists', { fresh: true }),
]

function create(resource: string, after: NonNullable<Change['after']>): Change {
  return { resource, action: 'create', before: null, after }
}

/** The names of the probes that a module exports: a new probe without a row below is a type error. */
type Rows<M> = {
  readonly [N in keyof M as M[N] extends Probe<infer _> | ((...given: never[]) => Probe<infer _>)
    ? N
    : never]: readonly [Expected, Probe<unknown>]
}

/**
 * `predicted`: answered by the overlay; `refused`: only a run can answer; `host`: predictions do not change
 * the host's answer.
 */
type Expected = 'predicted' | 'refused' | 'host'

const PATH = '/srv/new/file'
const etcd = { endpoints: ['https://node1:2379'], certificates: '/srv/new', binaries: '/srv/new' }

/** Every probe in `src/remote/probes`, by the file that exports it. */
const PROBES = {
  'account.ts': {
    userId: ['predicted', account.userId('deploy')],
    groupId: ['predicted', account.groupId('crew')],
    usersOfGroup: ['predicted', account.usersOfGroup('crew')],
    homeOf: ['predicted', account.homeOf('deploy')],
    ownAccount: ['host', account.ownAccount],
    workingDirectory: ['host', account.workingDirectory],
  } satisfies Rows<typeof account>,
  'accounts.ts': { userState: ['predicted', accounts.userState('deploy')] } satisfies Rows<typeof accounts>,
  'boot.ts': { bootId: ['host', boot.bootId()] } satisfies Rows<typeof boot>,
  'clock.ts': { hostClock: ['host', clock.hostClock()] } satisfies Rows<typeof clock>,
  'condition.ts': {
    conditionHolds: [
      'refused',
      condition.conditionHolds({ kind: 'file', title: PATH, path: PATH, isGone: false }),
    ],
  } satisfies Rows<typeof condition>,
  'describe.ts': {
    attributeFlags: ['refused', describe.attributeFlags(PATH)],
    mimeType: ['refused', describe.mimeType(PATH)],
  } satisfies Rows<typeof describe>,
  'etcd/cluster.ts': {
    etcdView: ['refused', cluster.etcdView({ ...etcd, statusOf: [], answered: [] })],
  } satisfies Rows<typeof cluster>,
  'etcd/data.ts': {
    etcdData: ['refused', data.etcdData({ dataDirectory: '/srv/new/sub', walDirectory: '/srv/new/sub' })],
  } satisfies Rows<typeof data>,
  'etcd/etcdctl.ts': {} satisfies Rows<typeof etcdctl>,
  'etcd/health.ts': {
    etcdHealth: ['refused', health.etcdHealth(etcd)],
    etcdWithoutCertificate: ['refused', health.etcdWithoutCertificate(etcd)],
  } satisfies Rows<typeof health>,
  'files/archive.ts': {
    tarListing: ['refused', archive.tarListing('archive', archive.tarOfFile(PATH), 9)],
    tarDigest: ['refused', archive.tarDigest('archive', archive.tarOfFile(PATH), 9)],
    tarDigests: ['refused', archive.tarDigests('archive', archive.tarOfFile(PATH), [4], 9)],
    digestOfAll: ['refused', archive.digestOfAll([PATH])],
    fileBytes: ['refused', archive.fileBytes(PATH, 0, 1)],
    crcOfFiles: ['refused', archive.crcOfFiles([PATH])],
    startOfFile: ['refused', archive.startOfFile(PATH)],
  } satisfies Rows<typeof archive>,
  'files/blocks.ts': { fileBlocks: ['refused', blocks.fileBlocks(PATH, false)] } satisfies Rows<
    typeof blocks
  >,
  'files/changed-since.ts': {
    changedSince: ['predicted', since.changedSince(7, [PATH])],
  } satisfies Rows<typeof since>,
  'files/digest.ts': {} satisfies Rows<typeof digest>,
  'files/exists.ts': { pathExists: ['predicted', exists.pathExists(PATH)] } satisfies Rows<typeof exists>,
  'files/file-system.ts': {
    fileSystemOf: ['refused', fileSystem.fileSystemOf(PATH)],
  } satisfies Rows<typeof fileSystem>,
  'files/file.ts': {
    fileState: ['predicted', file.fileState(PATH)],
    fileStates: ['predicted', file.fileStates([PATH], { digest: 'sha256' })],
  } satisfies Rows<typeof file>,
  'files/files.ts': {} satisfies Rows<typeof files>,
  'files/listing.ts': {
    pathsBelow: ['predicted', listing.pathsBelow('/srv/new')],
  } satisfies Rows<typeof listing>,
  'files/read.ts': {
    fileContent: ['predicted', read.fileContent(PATH)],
    fileContents: ['predicted', read.fileContents([PATH])],
  } satisfies Rows<typeof read>,
  'files/real-path.ts': {
    realPath: ['predicted', realPaths.realPath(PATH)],
    pathToChange: ['predicted', realPaths.pathToChange(PATH)],
  } satisfies Rows<typeof realPaths>,
  'files/stat-line.ts': {} satisfies Rows<typeof statLine>,
  'files/tar-listing.ts': {} satisfies Rows<typeof tarListing>,
  'files/times.ts': { localTimes: ['refused', times.localTimes(PATH)] } satisfies Rows<typeof times>,
  'files/tree.ts': {
    treeModes: ['predicted', tree.treeModes('/srv/new')],
    hasOthers: ['predicted', tree.hasOthers('/srv/new', { uid: 7 })],
  } satisfies Rows<typeof tree>,
  'matching-line.ts': {
    matchingLine: ['refused', matchingLine.matchingLine(PATH, 'a(b)')],
  } satisfies Rows<typeof matchingLine>,
  'packages/apt.ts': {
    aptSimulation: ['refused', apt.aptSimulation(['dist-upgrade'])],
    aptListsAge: ['predicted', apt.aptListsAge()],
    aptListsTime: ['refused', apt.aptListsTime()],
    aptArchives: ['host', apt.aptArchives('all')],
  } satisfies Rows<typeof apt>,
  'packages/debs.ts': {
    debStates: ['predicted', debs.debStates(['web'])],
    debNames: ['refused', debs.debNames(['we*'])],
    debFile: ['refused', debs.debFile(PATH)],
    printedDebFile: ['host', debs.printedDebFile('package file', sh`true`)],
  } satisfies Rows<typeof debs>,
  'packages/rpms.ts': {
    rpmStates: ['predicted', rpms.rpmStates(['web'])],
    rpmUpdates: ['host', rpms.rpmUpdates('dnf', ['web'])],
    rpmUnneeded: ['host', rpms.rpmUnneeded('dnf')],
    rpmGroups: ['host', rpms.rpmGroups('dnf')],
  } satisfies Rows<typeof rpms>,
  'packages/rpm-keys.ts': { rpmKeys: ['host', rpmKeys.rpmKeys()] } satisfies Rows<typeof rpmKeys>,
  'tools.ts': { presentTools: ['predicted', tools.presentTools(['tool'])] } satisfies Rows<typeof tools>,
  'packages/homebrew.ts': {
    homebrewPackages: [
      'predicted',
      homebrew.homebrewPackages({ names: ['web'], path: '/opt', onlyCasks: false, onlyInstalled: false }),
    ],
  } satisfies Rows<typeof homebrew>,
  'packages/installed.ts': {
    installedPackages: ['refused', installed.installedPackages(['apt'], true)],
  } satisfies Rows<typeof installed>,
  'packages/managed.ts': {
    packageVersion: ['predicted', managed.packageVersion('web', sh`true`)],
    packageSimulation: ['refused', managed.packageSimulation(['pacman'], sh`true`, () => ({ steps: [] }))],
  } satisfies Rows<typeof managed>,
  'services.ts': {
    allServices: ['refused', services.allServices],
  } satisfies Rows<typeof services>,
  'unit.ts': {
    unitState: ['predicted', unit.unitState('new.service')],
    unitStates: ['predicted', unit.unitStates(['new.service'])],
    unitFilesChanged: ['predicted', unit.unitFilesChanged()],
  } satisfies Rows<typeof unit>,
}

/** The answers of a host that has none of the resources. */
const NOTHING: { readonly [K in SubjectKind]: (subject: SubjectOf<K>) => Answers[K] } = {
  'file states': ({ paths }) => paths.map(() => null),
  'file contents': ({ paths }) => paths.map(() => null),
  'path exists': () => false,
  'real path': () => null,
  'paths below': () => [],
  'modes below': () => [],
  'other owners below': () => false,
  'unit states': ({ units }) => units.map(() => unit.NO_UNIT),
  'unit files changed': () => false,
  'changed since': () => [],
  'deb states': ({ names }) => names.map(() => debs.NO_PACKAGE),
  'deb names': () => ({ installed: [], known: [] }),
  'apt simulation': () => ({ steps: [] }),
  'apt lists age': () => 5,
  'apt lists time': () => [5],
  'package version': () => null,
  'package simulation': () => ({ steps: [] }),
  'rpm states': () => new Map(),
  'homebrew packages': ({ names }) => ({
    brew: '/opt/brew',
    packages: names.map(name => ({
      ...{ name, names: [name], installed: null, newest: '1' },
      ...{ isOutdated: false, isPinned: false, isLinked: false },
    })),
  }),
  'installed packages': () => [],
  'all services': () => [],
  tools: () => new Set(),
  user: () => null,
  'user id': () => null,
  home: () => null,
  'group id': () => null,
  'users of group': () => [],
}

/** The host's answer to a probe without a subject. */
const RAW = { user: 'root', uid: 0, group: 'root', gid: 0 }

/** A host that has none of the resources. */
const bareHost: ReadHost = {
  name: 'node1',
  ask: async <T>({ subject, together }: Probe<T>): Promise<T> => {
    if (subject === undefined) return RAW as T
    const answer = NOTHING[subject.kind](subject as never)
    return (together ? together.pick(answer as readonly unknown[]) : answer) as T
  },
}

/** The same host after a dry run has predicted these changes. */
async function hostAfter(changes: readonly Change[]): Promise<ReadHost> {
  const predicted = newPredictions().of('node1')
  await predicted.predict(bareHost, changes, 'a task')
  return predicted.view(bareHost)
}

/** The answer to a probe, or `refused` if only a run can answer it. */
async function outcomeOf(host: ReadHost, asked: Probe<unknown>): Promise<unknown> {
  return host.ask(asked).catch(error => {
    if (error instanceof UnknownValueError) return 'refused'
    throw error
  })
}

for (const [name, rows] of Object.entries(PROBES)) {
  for (const [probeName, [expected, asked]] of Object.entries(rows as Rows<Record<string, Probe<unknown>>>)) {
    test(`${name}: the answer to ${probeName} is ${expected}`, async () => {
      const [own, predicted] = [await bareHost.ask(asked), await outcomeOf(await hostAfter(CHANGES), asked)]
      if (expected === 'refused') assert.is(predicted, 'refused')
      else if (expected === 'host') assert.equal(predicted, own)
      else {
        assert.is.not(predicted, 'refused')
        assert.not.equal(predicted, own)
      }
    })
  }
}

test('every file of probes has rows, and every subject has a probe', () => {
  const found = readdirSync('src/remote/probes', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && name !== 'answers.ts')
    .sort()
  assert.equal(Object.keys(PROBES).sort(), found)
  const rows = Object.values(PROBES).flatMap(each =>
    Object.values(each as Rows<Record<string, Probe<unknown>>>),
  )
  const kinds = new Set(rows.flatMap(([, { subject }]) => (subject ? [subject.kind] : [])))
  assert.equal([...kinds].sort(), Object.keys(NOTHING).sort())
})

test('without predictions, the host answers', async () => {
  const host = await hostAfter([])
  for (const rows of Object.values(PROBES))
    for (const [, asked] of Object.values(rows as Rows<Record<string, Probe<unknown>>>))
      assert.equal(await host.ask(asked), await bareHost.ask(asked))
})

/** A probe of a project's own task type, which the overlay does not know. */
function own(script: ReturnType<typeof sh>, subject?: unknown): Probe<unknown> {
  const more = subject === undefined ? {} : { subject: subject as Subject }
  return probe({ title: 'own', script, parse: ({ stdout }) => stdout, ...more })
}

const OWN_SCRIPTS: readonly (readonly [string, ReturnType<typeof sh>, Expected])[] = [
  ['a predicted file', sh`cat /srv/new/file`, 'refused'],
  ['a file whose name only starts the same', sh`cat /usr/bin/tool.old`, 'host'],
  ['a predicted program', sh`tool --version`, 'refused'],
  ['a predicted user', sh`id deploy`, 'refused'],
  ['a predicted group', sh`getent group crew`, 'refused'],
  ['a user name that contains the predicted one', sh`id deployer`, 'host'],
  ['a predicted unit', sh`systemctl is-active new.service`, 'refused'],
  ['a predicted unit without its suffix', sh`systemctl is-active ${'new'}`, 'refused'],
  ['nothing predicted', sh`uptime`, 'host'],
]

for (const [what, script, expected] of OWN_SCRIPTS) {
  test(`a probe without a subject whose script names ${what}: ${expected}`, async () => {
    const host = await hostAfter([...CHANGES, { resource: 'unit:new.service', action: 'start', after: {} }])
    assert.equal(await outcomeOf(host, own(script)), expected === 'refused' ? 'refused' : RAW)
  })
}

test('a probe with an unknown subject is refused if its script names something predicted', async () => {
  const renamed = { kind: 'file status', paths: [PATH] }
  const asked: ReadHost = { ...bareHost, ask: async () => 'from the host' as never }
  const predicted = newPredictions().of('node1')
  await predicted.predict(bareHost, CHANGES, 'a task')
  const host = predicted.view(asked)
  assert.is(await outcomeOf(host, own(sh`stat ${PATH}`, renamed)), 'refused')
  assert.is(await outcomeOf(host, own(sh`stat /elsewhere`, renamed)), 'from the host')
})

test("a probe about a task type's own resource is answered from its last change, or refused if only a run can answer", async () => {
  const asked = probe<string>({
    title: 'zone',
    script: sh`cat /etc/zone`,
    parse: ({ stdout }) => stdout.toString(),
    own: { resource: 'zone:here', after: ({ after, text }) => `${after?.zone} ${text?.after}` },
  })
  const predicted = newPredictions().of('node1')
  const host = predicted.view(bareHost)
  const change = { resource: 'zone:here', action: 'update', text: { before: 'a', after: 'b' } }
  await predicted.predict(bareHost, [{ ...change, resource: 'zone:there', after: { zone: 'X' } }], 'a task')
  assert.is(await outcomeOf(host, asked), await bareHost.ask(asked))
  await predicted.predict(bareHost, [{ ...change, after: { zone: 'UTC' } }], 'a task')
  assert.is(await outcomeOf(host, asked), 'UTC b')
  await predicted.predictUncertain(bareHost, [{ resource: 'zone:here' }], 'another task')
  assert.is(await outcomeOf(host, asked), 'refused')
})

const UNLISTED: readonly (readonly [resource: string, isUnlisted: boolean])[] = [
  ['package:web', true],
  ['command:make', true],
  ['script:setup.sh', true],
  ['file:/srv/new', false],
  ['user:deploy', false],
  ['group:crew', false],
  ['unit:new.service', false],
  ['systemd', false],
  ['apt:lists', false],
  ['certificate:/etc/pki/ca', false],
  ['url:http://web', false],
  ['host:node1', false],
  ['local:/tmp/a', false],
  ['sysctl:vm.swappiness', false],
]

for (const [resource, isUnlisted] of UNLISTED) {
  test(`a task that ${isUnlisted ? 'provides' : 'provides no'} files that are not in its plan: ${resource}`, async () => {
    const [sure, uncertain] = [newPredictions().of('node1'), newPredictions().of('node1')]
    await sure.predict(bareHost, [create(resource, {})], 'a task')
    await uncertain.predictUncertain(bareHost, [{ resource }], 'a task')
    const unlisted = isUnlisted ? 'a task' : undefined
    assert.equal([sure.unlisted?.by, uncertain.unlisted?.by], [unlisted, unlisted])
  })
}

test('paths below a directory are listed to the requested depth', async () => {
  const host = await hostAfter(CHANGES)
  assert.equal(await host.ask(listing.pathsBelow('/srv', 1)), ['new'])
  assert.equal(await host.ask(listing.pathsBelow('/srv', 2)), ['new', 'new/file', 'new/sub'])
  assert.equal(await host.ask(listing.pathsBelow('/srv')), ['new', 'new/file', 'new/sub'])
})

test('a directory exists as long as something is predicted below it', async () => {
  const predicted = newPredictions().of('node1')
  const host = predicted.view(bareHost)
  const kindsOf = async (): Promise<unknown[]> =>
    (await host.ask(file.fileStates(['/a', '/a/b', '/a/b/c', '/z']))).map(state => state?.kind)
  const removed = { action: 'delete', after: null } as const
  await predicted.predict(bareHost, [create('file:/a/b/c/d', { state: 'file' })], 'a task')
  assert.equal(await kindsOf(), ['directory', 'directory', 'directory', undefined])
  await predicted.predict(bareHost, [{ ...removed, resource: 'file:/a/b/c' }], 'a task')
  assert.equal(await kindsOf(), [undefined, undefined, undefined, undefined])
  await predicted.predict(bareHost, [create('file:/a/e', { state: 'file' })], 'a task')
  assert.equal(await kindsOf(), ['directory', undefined, undefined, undefined])
})

test('a missing file is noted, whether the host or the overlay reports it', async () => {
  const predicted = newPredictions().of('node1')
  let missing = 0
  const host = predicted.view(bareHost, () => (missing += 1))
  const absent: readonly Probe<unknown>[] = [
    file.fileState('/absent'),
    read.fileContent('/absent'),
    exists.pathExists('/absent'),
  ]
  for (const asked of absent) await host.ask(asked)
  assert.is(missing, 3)
  await predicted.predict(bareHost, CHANGES, 'a task')
  const later: readonly Probe<unknown>[] = [
    file.fileState(PATH),
    file.fileState('/absent'),
    exists.pathExists(PATH),
  ]
  for (const asked of later) await host.ask(asked)
  assert.is(missing, 4)
})

test.run()
