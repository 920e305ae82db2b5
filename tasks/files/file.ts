/**
 * Creates or deletes files, directories and links on the host, and sets their mode and owner.
 *
 *     - file:
 *         path: /var/lib/etcd
 *         state: directory
 *         mode: "0700"
 *         owner: root
 */
import {
  defineTask,
  type FileState,
  fileState,
  inSync,
  known,
  orUnknown,
  plan,
  type ReadHost,
  TaskError,
  Unknown,
} from '../../src/authoring/task.ts'
import {
  attributesIn,
  type CheckedPath,
  compareTree,
  explainFiles,
  type FileTaskParams,
  fileTaskParams,
  isProtected,
  KIND_NAMES,
  knownAttributes,
  PATH_OUTPUTS,
  type PathPlan,
  pathOf,
  pathOutputs,
  pathScript,
  pinnedTimes,
  planHardLink,
  planLink,
  planPathAttributes,
  planTimes,
  resolveMode,
  throughLink,
  timesOf,
} from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { absolutePath, differs, mayChangeFiles, omitUndefined } from '../../src/built-in/params.ts'

export default defineTask({
  summary: 'Creates or deletes files, directories and links, and sets their mode and owner.',
  example: `- file:
    path: /var/lib/etcd
    state: directory
    mode: "0700"
    owner: root
`,
  params: fileTaskParams,
  aliases: { attr: 'attributes', dest: 'path', name: 'path' },
  outputs: {
    ...PATH_OUTPUTS,
    state:
      'The kind of what is at the path: `file`, `directory`, `link`, `hard`, `fifo`, `socket`, `block`, `char`, or `absent`.',
    dest: 'The same as `path`; only with `state: touch`, `link` or `hard`.',
    src: 'The target; with `state: link` as the link contains it, with `hard` as an absolute path; otherwise absent.',
  },
  // `touch` is an action unless both times are fixed; setting any time to `now` is one, too.
  action: params =>
    [timesOf(params).modified, timesOf(params).accessed].includes('now') ? 'repeatable' : undefined,
  check: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    if (params.state === 'absent' && isProtected(path))
      throw new TaskError(`\`${path}\` is a system directory, and is never deleted`)
    const state = await host.ask(fileState(path))
    if (params.state === 'absent') return planAbsent(path, state)
    if (params.state === 'link') return planLink(host, path, state, params)
    if (params.state === 'hard') return planHardLink(host, path, state, params)
    const seen = state?.kind === 'link' && params.follow !== false ? throughLink(state) : state
    if (state?.kind === 'link' && seen === null) {
      throw new TaskError(`\`${path}\` is a link to \`${state.target ?? ''}\`, which does not exist`, {
        hint: 'create the target, or remove the link, in an earlier task',
      })
    }
    if (params.state === 'directory' || params.recurse) return planDirectory(host, path, seen, params)
    if (params.state === 'touch' && seen === null) return planNew(path, params, FILE)
    const shown = params.state === 'touch' ? { dest: path } : {}
    return planPathAttributes(host, path, seen, params, shown)
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => {
    const state = orUnknown(() => params.state)
    const mayGo = state === 'absent' || state instanceof Unknown
    const isWhole = mayGo || orUnknown(() => params.recurse) !== false
    return mayChangeFiles(host, [params.path], { mayGo, isWhole, keepsContent: isWhole && !mayGo })
  },
  apply: async ({ host, params, plan: { data } }) => {
    await host.run(pathScript(data, host.name), { title: `${data.do} ${data.path}` })
    if (data.do !== 'make') return {}
    // A touch is not checked again, so the owner of the new file must be read here.
    const planned = await host.ask(fileState(data.path))
    return planned === null ? {} : pathOutputs(data.path, planned, params)
  },
})

function planAbsent(path: string, state: FileState | null): CheckedPath {
  if (state === null) return inSync({ path, state: 'absent' })
  return plan<PathPlan>(
    [{ resource: `file:${path}`, action: 'delete', before: { state: state.kind }, after: null }],
    { do: 'delete', path },
    { path, state: 'absent' },
  )
}

async function planDirectory(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: FileTaskParams,
): Promise<CheckedPath> {
  if (state === null) return planNew(path, params, DIRECTORY)
  if (state.kind !== 'directory') {
    throw new TaskError(`expected a directory or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
      hint: 'delete it first with `state: absent`, or choose another path',
      outputs: { msg: `${path} already exists as a ${state.kind}`, path, state: state.kind },
    })
  }
  if (!params.recurse) return planPathAttributes(host, path, state, params)
  const { mode: wantedMode, ...account } = attributesIn(params)
  const difference = await compareTree(host, path, { mode: wantedMode, ...account })
  const times = await planTimes(host, path, params)
  const outputs = pathOutputs(path, state, params)
  const isTouched = Object.keys(times.after).length > 0
  if (!isTouched && !differs(difference)) return inSync(outputs)
  const { open, change } = difference
  const before = { ...difference.before, ...times.before }
  const after = { ...difference.after, ...times.after }
  const planned = plan<PathPlan>(
    [{ resource: `file:${path}`, action: 'update', before, after: { ...after, ...open } }],
    {
      ...{ do: 'set attributes of', path: await pathOf(host, path, params, false), isLink: false },
      ...{ tree: change, ...times.data },
    },
    outputs,
  )
  const below = omitUndefined({
    mode: 'mode below' in { ...after, ...open } ? wantedMode : undefined,
    ...account,
  })
  return {
    ...planned,
    predicts: [{ resource: `file:${path}`, action: 'set below', before: {}, after: below }],
  }
}

/** How a missing entry is created: its default mode, and the fields that results show. */
interface NewEntry {
  readonly do: 'make' | 'make directory'
  readonly mode: string
  readonly shown: { readonly state: 'file' | 'directory'; readonly size?: number }
}

const FILE: NewEntry = { do: 'make', mode: '0644', shown: { state: 'file', size: 0 } }
const DIRECTORY: NewEntry = { do: 'make directory', mode: '0755', shown: { state: 'directory' } }

/** The mode of a new entry if a dry run does not know the desired one; it is never applied. */
const MADE = { mode: '0700' }

function planNew(path: string, params: FileTaskParams, entry: NewEntry): CheckedPath {
  const isDirectory = entry.shown.state === 'directory'
  const { mode: wanted, ...account } = attributesIn(params)
  const mode = orUnknown(() => resolveMode(known(wanted) ?? entry.mode, { mode: entry.mode, isDirectory }))
  const times = orUnknown(() => pinnedTimes(params))
  const after = { ...entry.shown, mode, ...omitUndefined(account) }
  return plan<PathPlan>(
    [{ resource: `file:${path}`, action: 'create', before: null, after }],
    {
      ...{ do: entry.do, path, ...MADE, ...knownAttributes({ mode, ...account }) },
      ...(times instanceof Unknown ? {} : times),
    },
    { ...(isDirectory ? {} : { dest: path }), path, ...after },
  )
}
