/**
 * An archive of files and directories of the host.
 *
 *     - archive:
 *         path: [/srv/site, /etc/nginx]
 *         dest: /var/backups/site.tgz
 *         exclusion_patterns: ["*.log"]
 */
import {
  type Change,
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  oneOrMore,
  type Plan,
  plan,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  archiveMembers,
  attributesIn,
  BACKUP_OUTPUTS,
  compareAttributes,
  explainFiles,
  fileParams,
  fileRemoval,
  isPackedAlready,
  isProtected,
  KIND_NAMES,
  type Members,
  PACK_FORMATS,
  type Pack,
  type PathPlan,
  packContent,
  pathScript,
  planPathAttributes,
  removeFiles,
  setSecurity,
  type WrittenAttributes,
  writtenAttributes,
} from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const params = z.strictObject({
  path: oneOrMore(hostPath())
    .describe(
      'Files, directories and patterns to pack, with the wildcards `*` and `?`. For a directory, its contents are packed.',
    )
    .meta({ examples: [['/srv/site', '/etc/nginx/*.conf']] }),
  dest: hostPath()
    .optional()
    .describe(
      'Path of the archive. Its directory must exist. For a single file, the default is the path of this file with the extension of the format.',
    )
    .meta({ examples: ['/var/backups/site.tgz'] }),
  format: z
    .enum(PACK_FORMATS)
    .default('gz')
    .describe(
      'Format of the archive. `gz`, `bz2` and `xz` compress a tar archive, or directly a single file.',
    )
    .meta({ examples: ['zip'] }),
  exclude_path: oneOrMore(hostPath())
    .default([])
    .describe('Paths and patterns to exclude from `path`.')
    .meta({ examples: [['/etc/nginx/old.conf']] }),
  exclusion_patterns: oneOrMore(text())
    .default([])
    .describe('Patterns of names to leave out of the archive. `*` also matches slashes.')
    .meta({ examples: [['*.log']] }),
  force_archive: flag()
    .default(false)
    .describe('Create a real archive even if there is only a single file.')
    .meta({ examples: [true] }),
  remove: flag()
    .default(false)
    .describe('Delete the files that were packed.')
    .meta({ examples: [true] }),
  ...fileParams,
})

type Params = z.output<typeof params>

interface ArchivePlan {
  readonly pack?: Pack
  readonly attributes?: PathPlan
  readonly write?: WrittenAttributes['data']
  readonly removes: readonly string[]
}

export default defineTask({
  summary: 'Packs files and directories of the host into an archive.',
  example: `- archive:
    path: [/srv/site, /etc/nginx]
    dest: /var/backups/site.tgz
    exclusion_patterns: ["*.log"]
`,
  params,
  aliases: { attr: 'attributes' },
  outputs: {
    archived: 'The absolute paths of the files and directories in the archive, as a list.',
    arcroot: 'The directory that the names in the archive are relative to, with a slash at its end.',
    dest: 'The absolute path of the archive.',
    dest_state:
      '`archive`, `compress` for a single file that is only compressed, `incomplete` if some of `path` is missing, or `absent` if there is no archive.',
    missing: 'The paths that do not exist, as a list.',
    expanded_paths: 'The paths of `path`, with the matches of the patterns, as a list.',
    expanded_exclude_paths: 'The paths of `exclude_path`, with the matches of the patterns, as a list.',
    ...BACKUP_OUTPUTS,
  },
  check: async ({ host, params, carriedOut }) => {
    const absolute = (paths: readonly string[]) => Promise.all(paths.map(path => absolutePath(host, path)))
    const [paths, excludes] = await Promise.all([absolute(params.path), absolute(params.exclude_path)])
    const given = params.dest === undefined ? undefined : plainPath(await absolutePath(host, params.dest))
    const asked = { paths, excludes, leavesOut: params.exclusion_patterns, isForced: params.force_archive }
    const members = await archiveMembers(host, { ...asked, dest: given })
    if (members.expanded.length === 0 && carriedOut !== undefined) return inSync()
    const dest = destOf(given, members, params)
    refuseConflicts(dest, members, params)
    const state = await host.ask(fileState(dest))
    if (state !== null && state.kind !== 'file')
      throw new TaskError(`expected a file or nothing at \`${dest}\`, found a ${KIND_NAMES[state.kind]}`)
    const pack = {
      dest,
      format: params.format,
      root: members.root,
      names: members.names,
      isArchive: members.isArchive,
    }
    const isThere = members.targets.length > 0
    // This probe also runs if the archive does not exist: it fails if the host cannot create archives of this format.
    const isRight = !isThere || (await host.ask(isPackedAlready(pack)))
    const outputs = outputsOf(members, dest, isThere || state !== null)
    const removes = params.remove ? members.targets.map(plainPath) : []
    const removals = removes.map(fileRemoval)
    if (!isRight) {
      const wanted = attributesIn(params)
      const replaced =
        state === null ? null : { state, difference: await compareAttributes(host, dest, state, wanted) }
      const { shown, data: write } = writtenAttributes(wanted, replaced, '0644')
      const packing: Change = {
        resource: `file:${dest}`,
        action: state === null ? 'create' : 'update',
        before: state === null ? null : { size: state.size },
        after: { state: 'file', ...shown, format: params.format, members: members.names.length },
      }
      return plan<ArchivePlan>([packing, ...removals], { pack, write, removes }, outputs)
    }
    const attributes = state === null ? inSync() : await planPathAttributes(host, dest, state, params)
    if (attributes.kind === 'in-sync') {
      return removes.length === 0 ? inSync(outputs) : plan<ArchivePlan>(removals, { removes }, outputs)
    }
    return plan<ArchivePlan>(
      [...(attributes as Plan<PathPlan>).changes, ...removals],
      { attributes: attributes.data, removes },
      outputs,
    )
  },
  explain: explainFiles,
  mayChange: async ({ host, params }) => [
    ...(await mayChangeFiles(host, params.dest === undefined ? [] : [params.dest])),
    ...(await mayChangeFiles(
      host,
      params.path.map(path => path.replace(/[^/]*[*?].*$/, '')),
      { isWhole: true, mayGo: params.remove },
    )),
  ],
  apply: async ({ host, plan: { data, outputs } }) => {
    const { pack, attributes, write, removes } = data
    if (pack && write) {
      const { mode, owner, group } = write
      await host.write({ path: pack.dest, content: packContent(pack), mode, owner, group })
      await setSecurity(host, pack.dest, write)
    }
    if (attributes)
      await host.run(pathScript(attributes, host.name), { title: `set mode and owner of ${attributes.path}` })
    await removeFiles(host, removes)
    // With `remove`, the check after apply no longer finds the packed files.
    const { archived, expanded_paths } = outputs
    return removes.length > 0 ? { archived, expanded_paths } : {}
  },
})

function destOf(
  given: string | undefined,
  { expanded, isArchive }: Members,
  { path, format }: Params,
): string {
  const [first] = expanded
  if (first === undefined)
    throw new TaskError(`no path is packed: nothing is at \`${path.join('`, `')}\``, {
      hint: 'create it in an earlier task',
    })
  if (given !== undefined) return given
  if (isArchive) throw new TaskError('expected `dest`: several files, directories and patterns are packed')
  return `${plainPath(first)}.${format}`
}

/** Throws TaskError for files that cannot be packed, or if too much would be deleted. */
function refuseConflicts(dest: string, { targets, names }: Members, { format, remove }: Params): void {
  const broken = format === 'zip' ? names.find(name => name.includes('\n')) : undefined
  if (broken !== undefined)
    throw new TaskError(`\`${broken}\` has a line break, which zip cannot be given`, {
      hint: 'use `format: gz`',
    })
  if (!remove) return
  for (const path of targets.map(plainPath)) {
    if (isProtected(path)) throw new TaskError(`\`${path}\` is a system directory, and is never deleted`)
    if (dest === path || dest.startsWith(`${path}/`))
      throw new TaskError(`\`${dest}\` is in \`${path}\`, which \`remove\` deletes`, {
        hint: 'choose another `dest`',
      })
  }
}

function outputsOf(
  { root, targets, missing, expanded, excluded, names, isArchive }: Members,
  dest: string,
  isThere: boolean,
) {
  const whole = isArchive || /\.(tar(\.(gz|bz2|xz))?|tgz|tbz2|zip)$/i.test(dest) ? 'archive' : 'compress'
  const made = missing.length > 0 && targets.length > 0 ? 'incomplete' : whole
  return {
    archived: targets.length === 0 ? [] : names.map(name => `${root}${name}`),
    arcroot: root,
    dest,
    dest_state: isThere ? made : 'absent',
    missing,
    expanded_paths: expanded,
    expanded_exclude_paths: excluded,
  }
}
