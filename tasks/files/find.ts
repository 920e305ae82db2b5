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
import {
  defineTask,
  type FileState,
  fileState,
  flag,
  hostPath,
  inSync,
  number,
  orUnknown,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  absolutePath,
  commaList,
  compileGlob,
  compileRegex,
  describeState,
  fileContents,
  fileStates,
  hostClock,
  omitUndefined,
  onlyRunTells,
  parseDuration,
  parseSize,
  pathsBelow,
  plainPath,
  regexParam,
  withinTime,
} from '../../src/built-in.ts'

/** An amount, negative with a minus sign in front of it. */
function amount(read: (digits: string) => number | undefined, expected: string) {
  return text().transform((value, context) => {
    const [, minus, digits = ''] = /^(-?)(.*)$/s.exec(value.toLowerCase()) ?? []
    const found = read(digits)
    if (found !== undefined) return minus === '-' ? -found : found
    context.addIssue({ code: 'custom', message: expected })
    return z.NEVER
  })
}

function seconds(age: string): number | undefined {
  const found = parseDuration(age)
  return found === undefined ? undefined : found / 1000
}

const params = z
  .strictObject({
    paths: commaList(hostPath())
      .describe('Directories to search.')
      .meta({ examples: [['/var/log']] }),
    patterns: commaList(text())
      .default([])
      .describe(
        'Names to return, with `*`, `?` and `[…]`; with `use_regex`, regular expressions that match from the start of the name.',
      )
      .meta({ examples: [['*.gz', '*.old']] }),
    excludes: commaList(text())
      .default([])
      .describe('Names to leave out of those that match `patterns`.')
      .meta({ examples: [['important*']] }),
    use_regex: flag()
      .default(false)
      .describe('Whether `patterns` and `excludes` are regular expressions.')
      .meta({ examples: [true] }),
    contains: regexParam()
      .optional()
      .describe(
        'Only files with a line that matches this regular expression from its start. Only for `file_type: file`.',
      )
      .meta({ examples: ['\\[database\\]'] }),
    read_whole_file: flag()
      .default(false)
      .describe('Search `contains` anywhere in the whole file instead of line by line.')
      .meta({ examples: [true] }),
    file_type: z
      .enum(['any', 'directory', 'file', 'link'])
      .default('file')
      .describe('What to return; links are not followed.')
      .meta({ examples: ['directory'] }),
    age: amount(seconds, 'expected a number of seconds, or one with `m`, `h`, `d` or `w`')
      .optional()
      .describe('Only what is at least as old as this; with a negative number, at most.')
      .meta({ examples: ['4w'] }),
    age_stamp: z
      .enum(['atime', 'ctime', 'mtime'])
      .default('mtime')
      .describe('The time that counts for `age`.')
      .meta({ examples: ['ctime'] }),
    size: amount(parseSize, 'expected a number of bytes, or one with `k`, `m`, `g` or `t`')
      .optional()
      .describe('Only files of at least this size; with a negative number, at most.')
      .meta({ examples: ['10m'] }),
    recurse: flag()
      .default(false)
      .describe('Also search the directories below.')
      .meta({ examples: [true] }),
    depth: number()
      .refine(levels => Number.isInteger(levels) && levels > 0, 'expected a number of levels, from 1')
      .optional()
      .describe('How many levels to search with `recurse`; 1 is the directory itself.')
      .meta({ examples: [2] }),
    hidden: flag()
      .default(false)
      .describe('Also return what has a name that begins with a dot.')
      .meta({ examples: [true] }),
    follow: flag()
      .default(false)
      .refine(isWanted => !isWanted, 'links are not followed: add the directories they lead to to `paths`')
      .describe('Must be `false`: links are not followed. Add the directories they lead to to `paths`.')
      .meta({ examples: [false] }),
    get_checksum: flag()
      .default(false)
      .describe('Return the SHA-1 of each regular file.')
      .meta({ examples: [true] }),
  })
  .superRefine(({ patterns, excludes, use_regex }, context) => {
    if (!use_regex) return
    for (const [param, all] of Object.entries({ patterns, excludes })) {
      for (const pattern of all) {
        const { success } = regexParam().safeParse(pattern)
        if (!success)
          context.addIssue({
            code: 'custom',
            path: [param],
            message: `\`${pattern}\` is no regular expression`,
          })
      }
    }
  })

type Params = z.output<typeof params>

interface Found {
  readonly path: string
  readonly state: FileState
}

export default defineTask({
  summary: 'Returns the files of some directories that match conditions, with their attributes.',
  example: `- find:
    paths: /var/log
    patterns: "*.gz"
    age: 4w
    recurse: true
  register: old
`,
  params,
  aliases: { name: 'paths', path: 'paths', pattern: 'patterns', exclude: 'excludes' },
  check: async ({ host, params }) => {
    const roots = await Promise.all(params.paths.map(path => absolutePath(host, path)))
    const searched = await Promise.all(roots.map(root => search(host, plainPath(root), params)))
    const skipped = Object.fromEntries(
      searched.flatMap(({ reason }, nth) => (reason === undefined ? [] : [[roots[nth] ?? '', reason]])),
    )
    const files = await inspect(
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

/** What of one directory matches by name and state; `reason` says why it could not be searched. */
async function search(
  host: ReadHost,
  root: string,
  params: Params,
): Promise<{ found: Found[]; examined: number; reason?: string }> {
  const top = await host.ask(fileState(root))
  if ((top?.leadsTo ?? top)?.kind !== 'directory')
    return { found: [], examined: 0, reason: `'${root}' is not a directory` }
  const depth = params.recurse ? params.depth : 1
  const names = await host.ask(pathsBelow(root, depth))
  const wanted = withinTime('the search for names', () =>
    names.filter(name => isWantedName(name.split('/').at(-1) ?? '', params)),
  )
  const paths = wanted.map(name => plainPath(`${root}/${name}`))
  const [states, now] = await Promise.all([
    paths.length === 0 ? [] : host.ask(fileStates(paths)),
    params.age === undefined ? 0 : host.ask(hostClock()),
  ])
  const found = paths.flatMap((path, nth) => {
    const state = states[nth]
    return state && isWantedState(path, state, now, params) ? [{ path, state }] : []
  })
  return { found, examined: names.length }
}

function isWantedName(name: string, { patterns, excludes, use_regex, hidden }: Params): boolean {
  if (name.startsWith('.') && !hidden) return false
  const matches = (pattern: string): boolean =>
    use_regex ? compileRegex(pattern, 'y').test(name) : compileGlob(pattern).matches(name)
  return (patterns.length === 0 || patterns.some(matches)) && !excludes.some(matches)
}

function isWantedState(path: string, state: FileState, now: number | null, params: Params): boolean {
  const { file_type, age, age_stamp, size } = params
  if (file_type !== 'any' && state.kind !== file_type) return false
  if (age !== undefined) {
    const time = state[age_stamp]
    if (time === null || now === null)
      throw new TaskError(`the age of \`${path}\` is unknown`, {
        hint: 'install `stat` and `date` on the host',
      })
    if (!isAtLeast(now - time, age, `the age of ${path}`)) return false
  }
  return size === undefined || state.kind !== 'file' || isAtLeast(state.size, size, `the size of ${path}`)
}

/** At least an amount, or at most one that is negative. In a dry run, the times and sizes of new files are not known. */
function isAtLeast(value: number, amount: number, what: string): boolean {
  if (Number.isNaN(value)) onlyRunTells(what)
  return amount >= 0 ? value >= amount : value <= -amount
}

/** The results: what contains the wanted text, under Ansible's names. */
async function inspect(host: ReadHost, found: readonly Found[], params: Params) {
  const { contains, file_type, read_whole_file, get_checksum } = params
  const holding =
    contains === undefined || file_type !== 'file' || found.length === 0
      ? found
      : await containing(host, found, contains, read_whole_file)
  const files = holding.filter(({ state }) => state.kind === 'file').map(({ path }) => path)
  const digests =
    get_checksum && files.length > 0 ? await host.ask(fileStates(files, { digest: 'sha1' })) : []
  const sums = new Map(files.map((path, nth) => [path, digests[nth]?.digest]))
  return holding.map(({ path, state }) =>
    omitUndefined({ ...describe(path, state), checksum: sums.get(path) }),
  )
}

async function containing(
  host: ReadHost,
  found: readonly Found[],
  contains: string,
  isWhole: boolean,
): Promise<Found[]> {
  const contents = await host.ask(fileContents(found.map(({ path }) => path)))
  const regex = compileRegex(contains, isWhole ? '' : 'y')
  const matches = (text: string): boolean => {
    regex.lastIndex = 0
    return regex.test(text)
  }
  return withinTime('the search for `contains`', () =>
    found.filter((_, nth) => {
      const text = contents[nth]?.toString('utf8')
      if (text === undefined) return false
      return isWhole ? matches(text) : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).some(matches)
    }),
  )
}

function describe(path: string, state: FileState) {
  const name = (field: 'owner' | 'group') => orUnknown(() => state[field] ?? '')
  return { ...describeState(path, state), pw_name: name('owner'), gr_name: name('group') }
}
