import { posix } from 'node:path'
import { type Change, plan } from '../../authoring/plan.ts'
import { assertDefined } from '../../base/assert-defined.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { pathsBelow } from '../../remote/probes/files/listing.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { known, orUnknown, orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { absolutePath } from '../absolute-path.ts'
import { attributesIn, knownAttributes } from './attributes.ts'
import { KIND_NAMES } from './describe-state.ts'
import {
  type CheckedPath,
  noSuchPath,
  type PathParams,
  planPathAttributes,
  throughLink,
} from './path-attributes.ts'
import type { PathPlan } from './path-scripts.ts'
import { securityOf } from './security.ts'

/** The params of a link. In a dry run, reading a param with an unknown value throws UnknownValueError. */
interface LinkParams extends PathParams {
  readonly src?: string | undefined
  readonly force: boolean
}

/** Plans a symbolic link and, with `follow`, the attributes of its target. */
export async function planLink(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: LinkParams,
): Promise<CheckedPath> {
  const src = await orUnknownAnswer(linkSource(host, params))
  const outputs = { dest: path, path, src, state: 'link' }
  if (state?.kind === 'link') {
    if (state.target === known(src)) {
      const isThrough = state.leadsTo && params.follow === true
      return planPathAttributes(host, path, isThrough ? (state.leadsTo ?? null) : state, params, outputs)
    }
  }
  await refuseToReplace(host, path, state, params, 'symbolic link')
  if (!(src instanceof Unknown)) await refuseToNothing(host, path, src, params)
  const isThrough = orUnknown(() => params.follow) === true
  const wanted = isThrough ? {} : attributesIn(params)
  const { owner, group } = wanted
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
      ...{
        force: orUnknown(() => params.force) === true,
        ...knownAttributes({ owner, group, ...securityOf(wanted) }),
      },
      ...behind.data,
    },
    outputs,
  )
}

/** Plans a hard link to a file, and the attributes of that file. */
export async function planHardLink(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: LinkParams,
): Promise<CheckedPath> {
  const src = plainPath(await absolutePath(host, assertDefined(params.src, '`src`')))
  const source = await host.ask(fileState(src))
  if (source === null) {
    throw noSuchPath(src, 'a hard link needs a file to link to', {
      msg: 'src does not exist',
      dest: path,
      src,
    })
  }
  const outputs = { dest: path, path, src, state: 'hard' }
  if (state && source && state.inode === source.inode && state.device === source.device) {
    return planPathAttributes(host, path, state, params, outputs)
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

/** The changes of a link's target. */
interface Behind {
  readonly changes: readonly Change[]
  readonly data: { readonly behind?: PathPlan }
}

const NOTHING_BEHIND: Behind = { changes: [], data: {} }

/** Plans the attributes of the target of a new link. */
async function planBehind(host: ReadHost, source: string, params: LinkParams): Promise<Behind> {
  const state = throughLink(await host.ask(fileState(source)))
  const set = state ? await orUnknownAnswer(planPathAttributes(host, source, state, params)) : undefined
  if (set === undefined || set instanceof Unknown || set.kind === 'in-sync') return NOTHING_BEHIND
  return { changes: set.changes, data: { behind: set.data } }
}

async function linkSource(host: ReadHost, { src = '' }: LinkParams): Promise<string> {
  return absolutePath(host, src)
}

async function refuseToNothing(host: ReadHost, path: string, src: string, params: LinkParams): Promise<void> {
  const target = posix.resolve(posix.dirname(path), src)
  if (target === path) throw new TaskError(`\`${path}\` cannot be a link to itself`)
  if (throughLink(await host.ask(fileState(target))) !== null || params.force) return
  throw new TaskError(`\`${src}\`, the target of the link, does not exist`, {
    hint: 'create it in an earlier task, or set `force: true`',
    outputs: {
      msg: `src file does not exist, use "force=yes" if you really want to create the link: ${target}`,
      path,
      src,
    },
  })
}

async function refuseToReplace(
  host: ReadHost,
  path: string,
  state: FileState | null,
  params: LinkParams,
  wanted: string,
): Promise<void> {
  if (state === null || state.kind === 'link') return
  const word = wanted === 'hard link' ? 'hard' : 'symlink'
  if (!params.force) {
    throw new TaskError(`expected a ${wanted} or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`, {
      hint: 'set `force: true` to replace it',
      outputs: { msg: `refusing to convert from ${state.kind} to ${word} for ${path}`, path },
    })
  }
  if (state.kind === 'directory' && (await host.ask(pathsBelow(path))).length > 0) {
    throw new TaskError(`\`${path}\` is a non-empty directory, which no ${wanted} replaces`, {
      hint: 'remove it in an earlier task: `state: absent`',
      outputs: { msg: `the directory ${path} is not empty, refusing to convert it`, path },
    })
  }
}
