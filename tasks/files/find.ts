/**
 * Returns the files of some directories that match conditions.
 *
 *     - find:
 *         paths: /var/log
 *         patterns: "*.gz"
 *         age: 4w
 *         recurse: true
 *       register: old
 */
import { defineTask, inSync } from '../../src/authoring/task.ts'
import { describeFound, findParams, STATE_FIELDS, searchDirectory } from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { absolutePath } from '../../src/built-in/params.ts'

export default defineTask({
  summary: 'Returns the files below some directories that match conditions, with their attributes.',
  example: `- find:
    paths: /var/log
    patterns: "*.gz"
    age: 4w
    recurse: true
  register: old
`,
  params: findParams,
  aliases: { name: 'paths', path: 'paths', pattern: 'patterns', exclude: 'excludes' },
  outputs: {
    files: `The paths that match, as a list of maps with ${STATE_FIELDS}, the names \`pw_name\` and \`gr_name\` of the owner and the group, and with \`get_checksum\` the SHA-1 \`checksum\` of a file.`,
    matched: 'The number of paths that match.',
    examined: 'The number of paths that were examined.',
    skipped_paths: 'The directories that could not be searched, as a map from each path to the reason.',
  },
  check: async ({ host, params }) => {
    const roots = await Promise.all(params.paths.map(path => absolutePath(host, path)))
    const searched = await Promise.all(roots.map(root => searchDirectory(host, plainPath(root), params)))
    const skipped = Object.fromEntries(
      searched.flatMap(({ reason }, nth) => (reason === undefined ? [] : [[roots[nth] ?? '', reason]])),
    )
    const files = await describeFound(
      host,
      searched.flatMap(({ found }) => found),
      params,
    )
    const warnings = Object.entries(skipped).map(([path, reason]) => `${path} was not searched: ${reason}`)
    return inSync({
      files,
      matched: files.length,
      examined: searched.reduce((sum, { examined }) => sum + examined, 0),
      skipped_paths: skipped,
      msg: warnings.length > 0 ? 'Not all paths examined, check warnings for details' : 'All paths examined',
      ...(warnings.length > 0 ? { warnings } : {}),
    })
  },
})
