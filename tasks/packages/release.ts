/**
 * Programs of a release, downloaded, verified by their checksum and installed; a receipt on the host lists what is
 * installed, so that later runs need no network.
 *
 *     - release:
 *         name: etcd
 *         version: 3.5.17
 *         url: https://github.com/etcd-io/etcd/releases/download/v3.5.17
 *         checksums: SHA256SUMS
 *         programs:
 *           - { path: /usr/bin/etcd, file: 'etcd-v{version}-linux-{arch}.tar.gz', member: 'etcd-v{version}-linux-{arch}/etcd' }
 */
import {
  type Change,
  defineTask,
  type FileState,
  inSync,
  type Json,
  known,
  orUnknown,
  type Plan,
  plan,
  probe,
  sh,
  Unknown,
} from '../../src/authoring/task.ts'
import { ensuredDirectory } from '../../src/built-in/files.ts'
import { fileStates } from '../../src/built-in/host.ts'
import {
  fetcherFor,
  fetchFiles,
  installPrograms,
  RELEASE_OUTPUTS,
  type ReleaseProgram,
  readReceipt,
  receiptTitle,
  releaseParams,
  writeReceipt,
} from '../../src/built-in/packages.ts'

interface ReleasePlan {
  readonly programs: readonly ReleaseProgram[]
  /** The first line of the receipt. */
  readonly title: string
}

export default defineTask({
  summary: 'Downloads programs of a release, verifies their checksums and installs them.',
  example: `- release:
    name: etcd
    version: 3.5.17
    url: https://github.com/etcd-io/etcd/releases/download/v3.5.17
    checksums: SHA256SUMS
    programs:
      - { path: /usr/bin/etcd, file: 'etcd-v{version}-linux-{arch}.tar.gz', member: 'etcd-v{version}-linux-{arch}/etcd' }
`,
  params: releaseParams,
  outputs: RELEASE_OUTPUTS,
  check: async ({ host, params }) => {
    const paths = params.programs.map(({ path }) => path)
    const [arch, receipt, states] = await Promise.all([
      host.ask(processor),
      readReceipt(host, params),
      host.ask(fileStates(paths, { digest: 'sha256' })),
    ])
    const version = orUnknown(() => params.version)
    if (version instanceof Unknown) return planUnknown(version, paths, states)
    const programs = params.programs.map(program => named(program, params.version, arch))
    const title = receiptTitle(params, programs)
    const isOther = receipt.title !== title
    const changes = programs.flatMap(({ path, file }, nth): Change[] => {
      const state = states[nth]?.leadsTo ?? states[nth]
      const resource = `file:${path}`
      const wanted = { version: params.version, from: file, mode: '0755' }
      if (!state) return [{ resource, action: 'create', before: null, after: wanted }]
      const differences: [string, Json, Json][] = [
        ['version', isOther ? (receipt.version ?? 'unknown') : params.version, params.version],
        [
          'sha256',
          state.digest ?? null,
          isOther ? (state.digest ?? null) : (receipt.digests.get(path) ?? null),
        ],
        ['mode', state.mode, '0755'],
      ]
      const wrong = differences.filter(([, before, after]) => before !== after)
      // The version is the same, but from another archive, or the digest is set for the first time.
      if (isOther && wrong.length === 0) wrong.push(['from', receipt.title.slice(2), title.slice(2)])
      if (wrong.length === 0) return []
      const pick = (nth: 1 | 2) => Object.fromEntries(wrong.map(each => [each[0], each[nth]]))
      return [{ resource, action: 'update', before: pick(1), after: pick(2) }]
    })
    const outputs = { version: params.version, arch, programs: paths }
    if (changes.length === 0) return inSync(outputs)
    const predicts = paths.map(path => ensuredDirectory(path.replace(/\/[^/]*$/, '') || '/'))
    // All programs are installed again, even if only the mode of one differs: then each file is newer than a process
    // started from it.
    const kept = isOther ? [] : programs.filter((_, nth) => states[nth])
    const replaced = kept.map(({ path }): Change => {
      const sha256 = receipt.digests.get(path)
      const after = { version: params.version, ...(sha256 === undefined ? {} : { sha256 }) }
      return { resource: `file:${path}`, action: 'update', before: {}, after }
    })
    return { ...plan(changes, { programs, title }, outputs), predicts: [...predicts, ...replaced] }
  },
  mayChange: ({ params }) => [
    ...params.programs.map(({ path }) => ({ resource: `file:${path}` })),
    { resource: `file:${params.receipts}`, isWhole: true },
  ],
  apply: async context => {
    const { host, plan } = context
    const { programs, title } = plan.data
    const by = await fetcherFor(context)
    const files = [...new Set(programs.map(({ file }) => file))]
    const { name, receipts } = context.params
    const staging = `${receipts}/.${name}.new`
    await host.run(
      sh`umask 022; mkdir -p -- ${receipts} && rm -rf -- ${staging} && mkdir -m 0700 -- ${staging}`,
      {
        title: `make ${staging}`,
      },
    )
    try {
      await fetchFiles(context, by, files, staging)
      await installPrograms(host, programs, staging)
      await writeReceipt(host, context.params, title, programs)
    } finally {
      await host.run(sh`rm -rf -- ${staging}`, { ok: 'any', title: `remove ${staging}` })
    }
  },
})

/**
 * Returns the plan of a dry run in which the version is unknown: missing files will certainly be installed, and the
 * others may be.
 */
function planUnknown(
  version: Unknown,
  paths: readonly string[],
  states: readonly (FileState | null)[],
): Plan<ReleasePlan> {
  const missing = paths.filter((_, nth) => !states[nth])
  if (missing.length === 0) return known<never>(version)
  const changes = missing.map(path => ({
    ...{ resource: `file:${path}`, action: 'create', before: null },
    after: { version, from: version, mode: '0755' },
  }))
  const others = paths.filter(path => !missing.includes(path))
  const predicts = missing.map(path => ensuredDirectory(path.replace(/\/[^/]*$/, '') || '/'))
  return {
    ...plan<ReleasePlan>(changes, { programs: [], title: '' }, { version, programs: paths }),
    ...{ predicts, mayChange: others.map(path => ({ resource: `file:${path}` })) },
  }
}

const PROCESSORS: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  amd64: 'amd64',
  aarch64: 'arm64',
  arm64: 'arm64',
  armv7l: 'arm',
  i386: '386',
  i686: '386',
}

/** The probe for the host's processor, under the name in Go and its releases. */
const processor = probe({
  title: 'the processor',
  script: sh`uname -m`,
  parse: ({ stdout }) => {
    const name = stdout.toString().trim()
    return PROCESSORS[name] ?? name
  },
})

function named({ path, file, member }: ReleaseProgram, version: string, arch: string): ReleaseProgram {
  const fill = (name: string): string => name.replaceAll('{version}', version).replaceAll('{arch}', arch)
  return { path, file: fill(file), ...(member === undefined ? {} : { member: fill(member) }) }
}
