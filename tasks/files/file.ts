/**
 * Creates or deletes files, directories and links on the host, and sets their mode and owner.
 *
 *     - file:
 *         path: /var/lib/etcd
 *         state: directory
 *         mode: "0700"
 *         owner: root
 */
import { posix } from 'node:path'
import {
  type Change,
  defineTask,
  type FileState,
  fileState,
  flag,
  hostPath,
  type InSync,
  inSync,
  known,
  orUnknown,
  orUnknownAnswer,
  type Plan,
  plan,
  type ReadHost,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  type Attributes,
  absolutePath,
  assertDefined,
  attributeParams,
  attributesIn,
  compareAttributes,
  compareTree,
  differs,
  explainFiles,
  isProtected,
  isTime,
  KIND_NAMES,
  knownAttributes,
  mayChangeFiles,
  omitUndefined,
  type PathPlan,
  pathScript,
  pathsBelow,
  pathToChange,
  pinnedTimes,
  plainPath,
  planTimes,
  resolveMode,
  timesOf,
} from '../../src/built-in.ts'

const params = z
  .strictObject({
    path: hostPath()
      .describe('Path of the file, directory or link.')
      .meta({ examples: ['/var/lib/etcd'] }),
    state: z
      .enum(['absent', 'directory', 'file', 'hard', 'link', 'touch'])
      .optional()
      .describe(
        'The desired state. `file` only sets attributes, and fails if the file does not exist. If omitted, an existing file, directory or link keeps its type.',
      )
      .meta({ examples: ['directory'] }),
    src: text()
      .optional()
      .describe(
        'For `link` and `hard`: the target of the link. For `link`, a relative target is resolved from the folder of the link.',
      )
      .meta({ examples: ['/opt/etcd/bin/etcd'] }),
    ...attributeParams,
    recurse: flag()
      .default(false)
      .describe('Also set the mode and owner of everything below the directory. Links are not followed.')
      .meta({ examples: [true] }),
    follow: flag()
      .optional()
      .describe(
        'If the path is a symlink, manage its target instead of the link; the default is `true`, except for `link`. A link owned by another user is followed only if that user also owns the target.',
      )
      .meta({ examples: [false] }),
    force: flag()
      .default(false)
      .describe(
        'For `link` and `hard`: replace an existing file or empty directory. For `link`, also allow a target that does not exist yet.',
      )
      .meta({ examples: [true] }),
    modification_time: text()
      .optional()
      .describe('`preserve`, `now`, or a time as `YYYYMMDDhhmm.SS`; the default for `touch` is `now`.')
      .meta({ examples: ['preserve'] }),
    access_time: text()
      .optional()
      .describe('`preserve`, `now`, or a time as `YYYYMMDDhhmm.SS`; the default for `touch` is `now`.')
      .meta({ examples: ['preserve'] }),
  })
  .refine(({ state, path }) => state !== 'absent' || !isProtected(path), {
    path: ['path'],
    message: 'a system directory is never deleted',
  })
  .refine(({ state, src }) => (state !== 'link' && state !== 'hard') || (src ?? '') !== '', {
    path: ['src'],
    message: 'expected the target of the link',
  })
  .refine(({ state, src }) => src === undefined || state === 'link' || state === 'hard', {
    path: ['src'],
    message: 'is allowed only with `state: link` and `state: hard`',
  })
  .refine(({ recurse, state }) => !recurse || state === undefined || state === 'directory', {
    path: ['recurse'],
    message: 'is allowed only with `state: directory`',
  })
  .refine(({ modification_time, access_time }) => isTime(modification_time) && isTime(access_time), {
    path: ['modification_time'],
    message: 'expected `preserve`, `now` or `YYYYMMDDhhmm.SS`',
  })

type Params = z.output<typeof params>

type Checked = InSync | Plan<PathPlan>

export default defineTask({
  summary: 'Creates or deletes files, directories and links, and sets their mode and owner.',
  example: `- file:
    path: /var/lib/etcd
    state: directory
    mode: "0700"
    owner: root
`,
  params,
  aliases: { dest: 'path', name: 'path' },
  // Touching is an action unless both times are pinned, and so is any time that is to be now.
  action: params =>
    [timesOf(params).modified, timesOf(params).accessed].includes('now') ? 'repeatable' : undefined,
  check: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    const state = await host.ask(fileState(path))
    if (params.state === 'absent') return planAbsent(path, state)
    if (params.state === 'link') return planLink(host, path, state, params)
    if (params.state === 'hard') return planHard(host, path, state, params)
    const seen = state?.kind === 'link' && params.follow !== false ? throughLink(state) : state
    if (state?.kind === 'link' && seen === null) {
      throw new TaskError(`\`${path}\` is a link to \`${state.target ?? ''}\`, which does not exist`, {
        hint: 'create the target, or remove the link, in an earlier task',
      })
    }
    if (params.state === 'directory' || params.recurse) return planDirectory(host, path, seen, params)
    if (params.state === 'touch' && seen === null) return planNewFile(path, params)
    return planAttributes(host, path, seen, params)
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => {
    const state = orUnknown(() => params.state)
    const mayGo = state === 'absent' || state instanceof Unknown
    const isWhole = mayGo || orUnknown(() => params.recurse) !== false
    return mayChangeFiles(host, [params.path], { mayGo, isWhole, keepsContent: isWhole && !mayGo })
  },
  apply: async ({ host, plan: { data } }) => {
    await host.run(pathScript(data, host.name), { title: `${data.do} ${data.path}` })
  },
})

function planAbsent(path: string, state: FileState | null): Checked {
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
  params: Params,
): Promise<Checked> {
  const { mode: wantedMode, ...account } = attributesIn(params)
  if (state === null) {
    const mode = orUnknown(() =>
      resolveMode(known(wantedMode) ?? '0755', { mode: '0755', isDirectory: true }),
    )
    const after = { state: 'directory', mode, ...omitUndefined(account) }
    const times = orUnknown(() => pinnedTimes(params))
    return plan<PathPlan>(
      [{ resource: `file:${path}`, action: 'create', before: null, after }],
      {
        ...{ do: 'make directory', path, ...MADE, ...knownAttributes({ mode }), ...knownAttributes(account) },
        ...(times instanceof Unknown ? {} : times),
      },
      { path, ...after },
    )
  }
  if (state.kind !== 'directory') {
    throw new TaskError(`expected a directory or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
      hint: 'delete it first with `state: absent`, or choose another path',
    })
  }
  if (!params.recurse) return planAttributes(host, path, state, params)
  const difference = await compareTree(host, path, { mode: wantedMode, ...account })
  const times = await planTimes(host, path, params)
  const outputs = attributesOf(path, state, params)
  const isTouched = Object.keys(times.after).length > 0
  if (!isTouched && !differs(difference)) return inSync(outputs)
  const { open, change } = difference
  const before = { ...difference.before, ...times.before }
  const after = { ...difference.after, ...times.after }
  const made = plan<PathPlan>(
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
  return { ...made, predicts: [{ resource: `file:${path}`, action: 'set below', before: {}, after: below }] }
}

/** The mode for a new entry if a dry run does not know the wanted one: it is not applied. */
const MADE = { mode: '0700' }

async function planLink(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: Params,
): Promise<Checked> {
  const src = await orUnknownAnswer(linkSource(host, params))
  const outputs = { dest: path, path, src, state: 'link' }
  if (state?.kind === 'link') {
    if (state.target === known(src)) {
      const isThrough = state.leadsTo && params.follow === true
      return planAttributes(host, path, isThrough ? (state.leadsTo ?? null) : state, params, outputs)
    }
  }
  await refuseToReplace(host, path, state, params, 'symbolic link')
  if (!(src instanceof Unknown)) await refuseToNothing(host, path, src, params)
  const isThrough = orUnknown(() => params.follow) === true
  const { owner, group } = isThrough ? {} : attributesIn(params)
  const source = src instanceof Unknown ? undefined : posix.resolve(posix.dirname(path), src)
  const behind = isThrough && source !== undefined ? await planBehind(host, source, params) : NOTHING_BEHIND
  return plan<PathPlan>(
    [
      {
        resource: `file:${path}`,
        action: state ? 'update' : 'create',
        before: state && { state: state.kind, ...omitUndefined({ src: state.target }) },
        after: { state: 'link', src, ...omitUndefined({ owner, group }) },
      },
      ...behind.changes,
    ],
    {
      ...{ do: 'link', path, src: src instanceof Unknown ? '' : src },
      ...{ force: orUnknown(() => params.force) === true, ...knownAttributes({ owner, group }) },
      ...behind.data,
    },
    outputs,
  )
}

interface Behind {
  readonly changes: readonly Change[]
  readonly data: { readonly behind?: PathPlan }
}

const NOTHING_BEHIND: Behind = { changes: [], data: {} }

/** What is to be set of the file that a new link leads to, or is another name of. */
async function planBehind(host: ReadHost, source: string, params: Params): Promise<Behind> {
  const state = throughLink(await host.ask(fileState(source)))
  const set = state ? await orUnknownAnswer(planAttributes(host, source, state, params)) : undefined
  if (set === undefined || set instanceof Unknown || set.kind === 'in-sync') return NOTHING_BEHIND
  return { changes: set.changes, data: { behind: set.data } }
}

async function linkSource(host: ReadHost, { src = '' }: Params): Promise<string> {
  return absolutePath(host, src)
}

async function refuseToNothing(host: ReadHost, path: string, src: string, params: Params): Promise<void> {
  const target = posix.resolve(posix.dirname(path), src)
  if (target === path) throw new TaskError(`\`${path}\` cannot be a link to itself`)
  if (throughLink(await host.ask(fileState(target))) !== null || params.force) return
  throw new TaskError(`\`${src}\`, the target of the link, does not exist`, {
    hint: 'create it in an earlier task, or set `force: true`',
  })
}

async function planHard(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: Params,
): Promise<Checked> {
  const src = plainPath(await absolutePath(host, assertDefined(params.src, '`src`')))
  const source = await host.ask(fileState(src))
  if (source === null) throw absent(src, 'a hard link needs a file to link to')
  const outputs = { dest: path, path, src, state: 'hard' }
  if (state && source && state.inode === source.inode && state.device === source.device) {
    return planAttributes(host, path, state, params, outputs)
  }
  if (state?.kind !== 'link') await refuseToReplace(host, path, state, params, 'hard link')
  const behind = await planBehind(host, src, params)
  return plan<PathPlan>(
    [
      {
        resource: `file:${path}`,
        action: state ? 'update' : 'create',
        before: state && { state: state.kind },
        after: { state: 'hard', src },
      },
      ...behind.changes,
    ],
    { do: 'hard-link', path, src, force: orUnknown(() => params.force) === true, ...behind.data },
    outputs,
  )
}

function planNewFile(path: string, params: Params): Checked {
  const { mode: wanted, owner, group } = attributesIn(params)
  const mode = orUnknown(() => resolveMode(known(wanted) ?? '0644', { mode: '0644', isDirectory: false }))
  const times = orUnknown(() => pinnedTimes(params))
  const after = { state: 'file', size: 0, mode, ...omitUndefined({ owner, group }) }
  return plan<PathPlan>(
    [{ resource: `file:${path}`, action: 'create', before: null, after }],
    {
      ...{ do: 'make', path, ...MADE, ...knownAttributes({ mode }), ...knownAttributes({ owner, group }) },
      ...(times instanceof Unknown ? {} : times),
    },
    { dest: path, path, ...after },
  )
}

async function planAttributes(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: Params,
  more: object = {},
): Promise<Checked> {
  if (state === null) throw absent(path, 'create it in an earlier task')
  if (params.state === 'file' && state.kind !== 'file') {
    throw new TaskError(`expected a file at \`${path}\`, found a ${KIND_NAMES[state.kind]}`)
  }
  const difference = await compareAttributes(host, state, attributesIn(params))
  const times = await planTimes(host, path, params)
  const outputs = { ...attributesOf(path, state, params, difference.after), ...more }
  const isTouched = Object.keys(times.after).length > 0
  if (!isTouched && !differs(difference)) return inSync(outputs)
  const change: Change = {
    resource: `file:${path}`,
    action: isTouched ? 'touch' : 'update',
    before: { ...difference.before, ...times.before },
    after: { ...difference.after, ...difference.open, ...times.after },
  }
  const isLink = state.kind === 'link'
  const real = await pathOf(host, path, params, isLink)
  return plan<PathPlan>(
    [change],
    { do: 'set attributes of', path: real, isLink, ...(difference.after as Attributes), ...times.data },
    outputs,
  )
}

/** The fields of a path in a result, as it is or should be, under Ansible's names. */
function attributesOf(path: string, state: FileState, params: Params, after: Change['after'] = {}) {
  const isOther = (field: 'owner' | 'group'): boolean => after?.[field] !== undefined
  const read = <F extends keyof FileState>(field: F) => orUnknown(() => state[field] ?? undefined)
  return omitUndefined({
    path,
    state: params.state === 'link' || params.state === 'hard' ? params.state : state.kind,
    mode: after?.mode ?? read('mode'),
    owner: after?.owner ?? read('owner'),
    group: after?.group ?? read('group'),
    ...(isOther('owner') ? {} : { uid: read('uid') }),
    ...(isOther('group') ? {} : { gid: read('gid') }),
    size: read('size'),
  })
}

/** The path of the object to change: the target of a link, unless the link itself is meant. */
async function pathOf(
  host: ReadHost,
  path: string,
  { state, follow }: Params,
  isLink: boolean,
): Promise<string> {
  if (isLink || follow === false || (state === 'link' && !follow)) return path
  return (await host.ask(pathToChange(path))) ?? path
}

function absent(path: string, hint: string): TaskError {
  return new TaskError(`\`${path}\` does not exist`, { hint })
}

function throughLink(state: FileState | null): FileState | null {
  if (state?.kind !== 'link') return state
  return state.leadsTo ?? null
}

async function refuseToReplace(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: Params,
  wanted: string,
): Promise<void> {
  if (state === null || state.kind === 'link') return
  if (!params.force) {
    throw new TaskError(`expected a ${wanted} or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
      hint: 'set `force: true` to replace it',
    })
  }
  if (state.kind === 'directory' && (await host.ask(pathsBelow(path))).length > 0) {
    throw new TaskError(`\`${path}\` is a non-empty directory, which no ${wanted} replaces`, {
      hint: 'remove it in an earlier task: `state: absent`',
    })
  }
}
