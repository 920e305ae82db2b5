/**
 * One line of a text file: there, replaced where a pattern matches, or gone.
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
  absolutePath,
  attributeParams,
  compileRegex,
  defineTask,
  digestHex,
  editLines,
  ensuredDirectory,
  type FilePlan,
  fileContent,
  fileState,
  flag,
  given,
  hostPath,
  inSync,
  makeParents,
  packContent,
  pathToChange,
  plainPath,
  plan,
  planFile,
  putFile,
  TaskError,
  text,
  textChange,
  z,
} from '../src/task.ts'

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
      .describe('The file.')
      .meta({ examples: ['/etc/hosts'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the line shall be there; `absent` removes all that match.')
      .meta({ examples: ['absent'] }),
    line: text()
      .optional()
      .describe('The line. With `backrefs`, may hold `\\1` or `\\g<name>`.')
      .meta({ examples: ['127.0.0.1 localhost'] }),
    regexp: pattern()
      .optional()
      .describe('The last line that this matches is replaced; looked for in each line alone.')
      .meta({ examples: ['^127\\.0\\.0\\.1'] }),
    search_string: text()
      .optional()
      .describe('As `regexp`, but plain text anywhere in the line.')
      .meta({ examples: ['localhost'] }),
    insertafter: pattern()
      .optional()
      .describe(
        'Where nothing matches: after the last line that this matches, else at the end. `EOF` is the end.',
      )
      .meta({ examples: ['EOF'] }),
    insertbefore: pattern()
      .optional()
      .describe(
        'Where nothing matches: before the last line that this matches, else at the end. `BOF` is the start.',
      )
      .meta({ examples: ['BOF'] }),
    backrefs: flag()
      .default(false)
      .describe('Fill `\\1` in `line` from the match; where nothing matches, leave the file alone.')
      .meta({ examples: [true] }),
    firstmatch: flag()
      .default(false)
      .describe('Take the first line that matches and not the last.')
      .meta({ examples: [true] }),
    create: flag()
      .default(false)
      .describe('Make the file where it is missing.')
      .meta({ examples: [true] }),
    backup: flag()
      .default(false)
      .describe('Keep the old file beside the new one.')
      .meta({ examples: [true] }),
    validate: text()
      .optional()
      .describe('A command that judges the new file, `%s`, before it is put in place.')
      .meta({ examples: ['visudo -cf %s'] }),
    ...attributeParams,
  })
  .refine(({ state, line }) => state === 'absent' || line !== undefined, {
    path: ['line'],
    message: 'expected the line that shall be there',
  })
  .refine(({ regexp, search_string }) => regexp === undefined || search_string === undefined, {
    path: ['search_string'],
    message: 'goes without `regexp`',
  })
  .refine(({ insertafter, insertbefore }) => insertafter === undefined || insertbefore === undefined, {
    path: ['insertbefore'],
    message: 'goes without `insertafter`',
  })
  .refine(({ backrefs, regexp }) => !backrefs || regexp !== undefined, {
    path: ['backrefs'],
    message: 'goes with `regexp`',
  })
  .refine(
    ({ state, line, regexp, search_string }) =>
      state === 'present' || (line ?? regexp ?? search_string) !== undefined,
    {
      path: ['state'],
      message: '`absent` goes with `line`, `regexp` or `search_string`',
    },
  )

type Params = z.output<typeof params>

interface LinePlan {
  readonly file: FilePlan
  readonly isNew: boolean
}

export default defineTask<typeof params, LinePlan>({
  summary: 'Makes one line be in a text file, or be gone from it.',
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
    const [asked, bytes] = await Promise.all([host.ask(fileState(named)), host.ask(fileContent(named))])
    // As Ansible: a link is edited through, it stays a link.
    const real = asked?.kind === 'link' ? await host.ask(pathToChange(named)) : named
    const path = real ?? named
    const state = asked?.kind === 'link' ? (asked.leadsTo ?? null) : asked
    if (state?.kind === 'directory') throw new TaskError(`expected a file at \`${path}\`, found a directory`)
    if (state === null && params.state === 'absent') return inSync({ path, msg: '', found: 0 })
    if (state === null && !params.create)
      throw new TaskError(`\`${path}\` is not there`, { hint: 'say `create: true` to make it' })
    if (real === null) {
      throw new TaskError(`\`${named}\` is a link that leads nowhere: to \`${asked?.target ?? ''}\``, {
        hint: 'remove it, or make the directory that it leads to, in a task before this one',
      })
    }
    const old = bytes ?? Buffer.alloc(0)
    const { next, message, found } = edit(old, params)
    if (state === null && message === '') return inSync({ path, msg: '', found: 0 })
    const { mode, owner, group, backup, validate } = params
    const result = await planFile(
      host,
      {
        path,
        sha256: digestHex(next),
        size: next.length,
        source: packContent(next),
        bytes: next,
        ...{ mode, owner, group, backup, validate },
      },
      state && { ...state, digest: digestHex(old) },
    )
    const { warnings } = result.outputs
    const outputs = { path, msg: message, found, backup: '', ...given({ warnings }) }
    if (result.kind === 'in-sync') return inSync(outputs)
    const changes = result.changes.map(change =>
      change.text && state ? { ...change, ...textChange(old, next) } : change,
    )
    const made = plan<LinePlan>(changes, { file: result.data, isNew: state === null }, outputs)
    return state === null ? { ...made, predicts: [ensuredDirectory(posix.dirname(path))] } : made
  },
  apply: async ({ host, project, plan: { data } }) => {
    // One behind the other down the stream: the second needs no answer to the first.
    const parents = data.isNew
      ? host.run(makeParents(data.file.path, host.name), { title: `make the directory of ${data.file.path}` })
      : undefined
    await Promise.all([parents, putFile(host, project, data.file)])
  },
})

/** Edits as UTF-8 where the file is that, else byte for byte as Latin-1, the params' bytes likewise. */
function edit(old: Buffer, params: Params) {
  const encoding = isUtf8(old) ? 'utf8' : 'latin1'
  const asFile = (value: string | undefined): string | undefined =>
    value === undefined || encoding === 'utf8' ? value : Buffer.from(value, 'utf8').toString('latin1')
  const { line, regexp, search_string, insertafter, insertbefore } = params
  const edited = editLines(old.toString(encoding), {
    ...params,
    line: asFile(line),
    regexp: asFile(regexp),
    search_string: asFile(search_string),
    insertafter: asFile(insertafter),
    insertbefore: asFile(insertbefore),
  })
  return { next: Buffer.from(edited.text, encoding), message: edited.message, found: edited.found }
}
