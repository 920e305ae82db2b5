/**
 * Adds a line to a text file, replaces the line that matches a pattern, or removes matching lines.
 *
 *     - lineinfile:
 *         path: /etc/ssh/sshd_config
 *         regexp: ^#?PermitRootLogin
 *         line: PermitRootLogin prohibit-password
 *         validate: sshd -t -f %s
 */
import { isUtf8 } from 'node:buffer'
import { posix } from 'node:path'
import {
  defineTask,
  type FileState,
  fileContent,
  fileState,
  flag,
  hostPath,
  inSync,
  known,
  orUnknown,
  orUnknownAnswer,
  plan,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  absolutePath,
  attributeParams,
  compileRegex,
  contentOf,
  digestHex,
  editLines,
  ensuredDirectory,
  explainFiles,
  type FilePlan,
  fileOptionsIn,
  type LineEdit,
  makeParents,
  mayChangeFiles,
  omitUndefined,
  pathToChange,
  plainPath,
  planFile,
  putFile,
  whyRestless,
} from '../../src/built-in.ts'

function pattern() {
  return text().superRefine((value, context) => {
    try {
      compileRegex(value)
    } catch (error) {
      context.addIssue({
        code: 'custom',
        message: `expected a regular expression: ${(error as Error).message}`,
      })
    }
  })
}

const params = z
  .strictObject({
    path: hostPath()
      .describe('Path of the file.')
      .meta({ examples: ['/etc/hosts'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the line should be present; `absent` removes all matching lines.')
      .meta({ examples: ['absent'] }),
    line: text()
      .optional()
      .describe(
        'The line, or several consecutive lines. With `backrefs`, it may contain `\\1` or `\\g<name>`.',
      )
      .meta({ examples: ['127.0.0.1 localhost'] }),
    regexp: pattern()
      .optional()
      .describe(
        'Regular expression; the last line that matches is replaced. Each line is matched separately.',
      )
      .meta({ examples: ['^127\\.0\\.0\\.1'] }),
    search_string: text()
      .optional()
      .describe('Like `regexp`, but plain text that may occur anywhere in the line.')
      .meta({ examples: ['localhost'] }),
    insertafter: pattern()
      .optional()
      .describe(
        'If no line matches, insert after the last line that matches this regular expression, otherwise at the end. `EOF` means the end of the file.',
      )
      .meta({ examples: ['EOF'] }),
    insertbefore: pattern()
      .optional()
      .describe(
        'If no line matches, insert before the last line that matches this regular expression, otherwise at the end. `BOF` means the start of the file.',
      )
      .meta({ examples: ['BOF'] }),
    backrefs: flag()
      .default(false)
      .describe(
        'Replace references such as `\\1` in `line` with groups of the match; if nothing matches, leave the file unchanged.',
      )
      .meta({ examples: [true] }),
    firstmatch: flag()
      .default(false)
      .describe('Use the first matching line instead of the last.')
      .meta({ examples: [true] }),
    create: flag()
      .default(false)
      .describe('Create the file if it does not exist.')
      .meta({ examples: [true] }),
    backup: flag()
      .default(false)
      .describe('Keep a backup of the old file in the same folder.')
      .meta({ examples: [true] }),
    validate: text()
      .optional()
      .describe(
        'Command that validates the new file before it is put in place; `%s` is replaced with its path.',
      )
      .meta({ examples: ['visudo -cf %s'] }),
    ...attributeParams,
  })
  .refine(({ state, line }) => state === 'absent' || line !== undefined, {
    path: ['line'],
    message: 'expected the line to add',
  })
  .refine(({ regexp, search_string }) => regexp === undefined || search_string === undefined, {
    path: ['search_string'],
    message: 'cannot be combined with `regexp`',
  })
  .refine(({ insertafter, insertbefore }) => insertafter === undefined || insertbefore === undefined, {
    path: ['insertbefore'],
    message: 'cannot be combined with `insertafter`',
  })
  .refine(({ backrefs, regexp }) => !backrefs || regexp !== undefined, {
    path: ['backrefs'],
    message: 'needs `regexp`',
  })
  .refine(
    ({ state, line, regexp, search_string }) =>
      state === 'present' || (line ?? regexp ?? search_string) !== undefined,
    {
      path: ['state'],
      message: '`absent` needs `line`, `regexp` or `search_string`',
    },
  )

type Params = z.output<typeof params>

interface LinePlan {
  readonly file: FilePlan
  readonly isNew: boolean
}

export default defineTask({
  summary: 'Adds, replaces or removes a line in a text file.',
  example: `- lineinfile:
    path: /etc/ssh/sshd_config
    regexp: ^#?PermitRootLogin
    line: PermitRootLogin prohibit-password
    validate: sshd -t -f %s
`,
  params,
  aliases: { dest: 'path', destfile: 'path', name: 'path', regex: 'regexp', value: 'line' },
  check: async ({ host, params }) => {
    const named = plainPath(await absolutePath(host, params.path))
    const [asked, bytes] = await Promise.all([
      host.ask(fileState(named)),
      orUnknownAnswer(host.ask(fileContent(named))),
    ])
    // As Ansible: a link is edited through, it stays a link.
    const real = asked?.kind === 'link' ? await host.ask(pathToChange(named)) : named
    const path = real ?? named
    const state = asked?.kind === 'link' ? (asked.leadsTo ?? null) : asked
    if (state?.kind === 'directory') throw new TaskError(`expected a file at \`${path}\`, found a directory`)
    if (state === null && params.state === 'absent') return inSync({ path, msg: '', found: 0 })
    if (state === null && !params.create)
      throw new TaskError(`\`${path}\` does not exist`, { hint: 'set `create: true` to create it' })
    if (real === null) {
      throw new TaskError(`\`${named}\` is a broken link to \`${asked?.target ?? ''}\``, {
        hint: 'remove it, or create the directory of its target, in an earlier task',
      })
    }
    const old = bytes ?? Buffer.alloc(0)
    const edited = orUnknown(() => edit(known(old), params))
    if (state === null && !(edited instanceof Unknown) && edited.message === '')
      return inSync({ path, msg: '', found: 0 })
    const content = edited instanceof Unknown ? edited : contentOf(edited.next)
    const digest = old instanceof Unknown ? {} : { digest: digestHex(old) }
    const { follow: _, ...options } = fileOptionsIn(params)
    const result = await planFile(host, { ...options, path, content }, state && withDigest(state, digest))
    const { warnings } = result.outputs
    const { message: msg, found } = edited instanceof Unknown ? { message: edited, found: edited } : edited
    const outputs = { path, dest: path, msg, found, backup: '', ...omitUndefined({ warnings }) }
    if (result.kind === 'in-sync') return inSync(outputs)
    const made = plan<LinePlan>(result.changes, { file: result.data, isNew: state === null }, outputs)
    return state === null ? { ...made, predicts: [ensuredDirectory(posix.dirname(path))] } : made
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: async ({ host, project, plan: { data } }) => {
    // One behind the other down the stream: the second needs no answer to the first.
    const parents = data.isNew
      ? host.run(makeParents(data.file.path, host.name), { title: `make the directory of ${data.file.path}` })
      : undefined
    await Promise.all([parents, putFile(host, project, data.file)])
  },
})

/** A state with the digest of the bytes that were read; what a dry run does not know of it stays so. */
function withDigest(state: FileState, digest: { digest?: string }): FileState {
  if (digest.digest === undefined) return state
  const fields = Object.getOwnPropertyDescriptors(state)
  return Object.defineProperties({}, { ...fields, ...Object.getOwnPropertyDescriptors(digest) }) as FileState
}

/**
 * Edits as UTF-8 if the file is UTF-8, otherwise byte for byte as Latin-1, and the bytes of the params
 * likewise. Throws TaskError if the edit would be repeated at every run.
 */
function edit(old: Buffer, params: Params) {
  const encoding = isUtf8(old) ? 'utf8' : 'latin1'
  const asFile = (value: string | undefined): string | undefined =>
    value === undefined || encoding === 'utf8' ? value : Buffer.from(value, 'utf8').toString('latin1')
  // Each is read only if needed: in a dry run, an unneeded one may be unknown.
  const wanted: LineEdit = {
    state: params.state,
    get line() {
      return asFile(params.line)
    },
    get regexp() {
      return asFile(params.regexp)
    },
    get search_string() {
      return asFile(params.search_string)
    },
    get insertafter() {
      return asFile(params.insertafter)
    },
    get insertbefore() {
      return asFile(params.insertbefore)
    },
    get backrefs() {
      return params.backrefs
    },
    get firstmatch() {
      return params.firstmatch
    },
  }
  const edited = editLines(old.toString(encoding), wanted)
  const why = edited.message === '' ? undefined : whyRestless(edited.text, wanted)
  if (why !== undefined) {
    const shown = Buffer.from(why, encoding).toString('utf8')
    throw new TaskError(`the edit would be repeated at every run: next time ${shown}`, {
      hint: 'write `regexp` so that it also matches the resulting line and no other; for several lines use `copy` or `template`',
    })
  }
  return { next: Buffer.from(edited.text, encoding), message: edited.message, found: edited.found }
}
