/**
 * Information about a path, for conditions of later tasks.
 *
 *     - stat:
 *         path: /var/lib/etcd/member
 *       register: member
 */
import {
  defineTask,
  type FileState,
  fileState,
  flag,
  hostPath,
  inSync,
  orUnknown,
  orUnknownAnswer,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import { describeState, STATE_FIELDS, throughLink } from '../../src/built-in/files.ts'
import {
  attributeFlags,
  DIGEST_ALGORITHMS,
  type FileBlocks,
  fileBlocks,
  mimeType,
  plainPath,
  realPath,
} from '../../src/built-in/host.ts'
import { absolutePath, omitUndefined } from '../../src/built-in/params.ts'

const params = z.strictObject({
  path: hostPath()
    .describe('Path to inspect.')
    .meta({ examples: ['/etc/hosts'] }),
  follow: flag()
    .default(false)
    .describe('Follow symlinks and inspect the target.')
    .meta({ examples: [true] }),
  get_checksum: flag()
    .default(true)
    .describe('Return the checksum of a regular file.')
    .meta({ examples: [false] }),
  checksum_algorithm: z
    .enum(DIGEST_ALGORITHMS)
    .default('sha1')
    .describe('Checksum algorithm.')
    .meta({ examples: ['sha256'] }),
  get_attributes: flag()
    .default(false)
    .describe('Return the file attributes that `lsattr` lists.')
    .meta({ examples: [true] }),
  get_md5: flag()
    .default(false)
    .describe('Also return the MD5 checksum of a regular file as `md5`.')
    .meta({ examples: [true] }),
  get_mime: flag()
    .default(false)
    .describe('Return the MIME type and character set that `file` detects.')
    .meta({ examples: [true] }),
})

export default defineTask({
  summary: 'Returns information about a path in the field `stat` of the result.',
  example: `- stat:
    path: /var/lib/etcd/member
  register: member
`,
  params,
  shorthand: 'path',
  aliases: {
    dest: 'path',
    name: 'path',
    checksum_algo: 'checksum_algorithm',
    checksum: 'checksum_algorithm',
    attributes: 'get_attributes',
    attr: 'get_attributes',
    mime: 'get_mime',
  },
  outputs: {
    stat: `A map with \`exists\`, and if the path exists, ${STATE_FIELDS}, the names \`pw_name\` and \`gr_name\` of the owner and the group, whether the user of the task can read, write and execute it (\`readable\`, \`writeable\`, \`executable\`), \`blocks\`, \`block_size\` and \`device_type\`, for a symlink \`lnk_target\` and \`lnk_source\`, with \`get_checksum\` the \`checksum\` of a file, with \`get_md5\` its \`md5\`, with \`get_mime\` \`mimetype\` and \`charset\`, and with \`get_attributes\` \`attr_flags\`, \`attributes\` and \`version\`.`,
  },
  check: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    const digest = params.get_checksum ? params.checksum_algorithm : undefined
    const [own, blocks, attributes, mime, md5] = await Promise.all([
      host.ask(fileState(path, { digest })),
      orUnknownAnswer(host.ask(fileBlocks(path, params.follow))),
      params.get_attributes ? host.ask(attributeFlags(path)) : {},
      params.get_mime ? host.ask(mimeType(path)) : {},
      params.get_md5 ? host.ask(fileState(path, { digest: 'md5' })) : null,
    ])
    const state = params.follow ? throughLink(own) : own
    if (state === null) return inSync({ stat: { exists: false } })
    const source = state.kind === 'link' ? await host.ask(realPath(path)) : null
    const sums = omitUndefined({ md5: (params.follow ? throughLink(md5) : md5)?.digest })
    const more = { ...blockFields(blocks), ...attributes, ...mime, ...sums }
    return inSync({ stat: { ...describe(path, state, source), ...more } })
  },
})

/** Returns the fields about blocks. In a dry run, they are unknown for a file that an earlier task would write. */
function blockFields(blocks: FileBlocks | Unknown) {
  if (!(blocks instanceof Unknown)) return blocks
  return { blocks, block_size: blocks, device_type: blocks }
}

/** Returns the state of a path under Ansible's names. */
function describe(path: string, state: FileState, source: string | null) {
  // In a dry run, the content of a file that is not downloaded yet is unknown, and its owner may be, too.
  const read = <F extends keyof FileState>(field: F) => orUnknown(() => state[field])
  const [checksum, owner, group] = [read('digest'), read('owner'), read('group')]
  return {
    exists: true,
    ...describeState(path, state),
    ...(owner === null ? {} : { pw_name: owner }),
    ...(group === null ? {} : { gr_name: group }),
    readable: state.access.includes('r'),
    writeable: state.access.includes('w'),
    executable: state.access.includes('x'),
    ...(state.target === undefined ? {} : { lnk_target: state.target, lnk_source: source ?? state.target }),
    ...(checksum === undefined ? {} : { checksum }),
  }
}
