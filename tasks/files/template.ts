/**
 * Renders a template of the project with the task's variables and writes the result to the host: Jinja if its name ends in `.j2`,
 * otherwise Handlebars.
 *
 *     - template:
 *         src: etcd.service.hbs
 *         dest: /etc/systemd/system/etcd.service
 *         mode: "0644"
 *       notify: Restart etcd
 */
import {
  defineTask,
  fileState,
  flag,
  known,
  type LocalFile,
  orUnknown,
  orUnknownAnswer,
  type Project,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  backupParam,
  contentOf,
  destParam,
  explainFiles,
  FILE_OUTPUTS,
  fileOptionsIn,
  fileParams,
  followParam,
  planFile,
  preservedModeParam,
  putTree,
  validateParam,
  wantedDirectory,
  withParents,
} from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeIn } from '../../src/built-in/params.ts'
import { EncodingError, encodeText } from '../../src/built-in/text.ts'

/** Returns the schema of a Jinja delimiter. */
function delimiter(what: string, usual: string, other: string) {
  return text()
    .refine(value => value !== '', 'expected a text')
    .optional()
    .describe(`For Jinja templates: ${what}. Default: \`${usual}\`.`)
    .meta({ examples: [other] })
}

const jinjaParams = {
  block_start_string: delimiter('the beginning of a statement', '{%', '[%'),
  block_end_string: delimiter('the end of a statement', '%}', '%]'),
  variable_start_string: delimiter('the beginning of an expression', '{{', '[['),
  variable_end_string: delimiter('the end of an expression', '}}', ']]'),
  comment_start_string: delimiter('the beginning of a comment', '{#', '[#'),
  comment_end_string: delimiter('the end of a comment', '#}', '#]'),
  trim_blocks: flag()
    .optional()
    .describe('For Jinja templates: remove the line break after a statement. Default: `true`.')
    .meta({ examples: [false] }),
  lstrip_blocks: flag()
    .optional()
    .describe(
      'For Jinja templates: remove white space before a statement at the start of a line. Default: `false`.',
    )
    .meta({ examples: [true] }),
}

const params = z.strictObject({
  src: text()
    .describe(
      'The template. It is searched for in `templates/` next to the task file, next to the playbook and in the project. After that, it is searched for directly in these folders.',
    )
    .meta({ examples: ['etcd.service.hbs'] }),
  dest: destParam('/etc/systemd/system/etcd.service'),
  ...fileParams,
  mode: preservedModeParam('template'),
  force: flag()
    .default(true)
    .describe('Replace an existing file; `false` leaves it unchanged.')
    .meta({ examples: [false] }),
  follow: followParam,
  backup: backupParam,
  validate: validateParam('nginx -t -c %s'),
  newline_sequence: z
    .enum(['\n', '\r', '\r\n', '\\n', '\\r', '\\r\\n'])
    .default('\n')
    .describe('Line ending of the file.')
    .meta({ examples: ['\\r\\n'] }),
  output_encoding: text()
    .default('utf-8')
    .refine(name => encodeText('', name) !== undefined, {
      message: 'expected an encoding such as `utf-8`, `utf-16`, `latin-1`, `cp1252` or `iso-8859-15`',
    })
    .describe('Encoding of the file. A character that it does not have is an error.')
    .meta({ examples: ['latin-1'] }),
  ...jinjaParams,
})

type JinjaParam = keyof typeof jinjaParams

export default defineTask({
  summary: 'Renders a template of the project to a file on the host.',
  example: `- template:
    src: etcd.service.hbs
    dest: /etc/systemd/system/etcd.service
    mode: "0644"
  notify: Restart etcd
`,
  params,
  batchLoop: 'creations',
  aliases: { attr: 'attributes', path: 'dest', name: 'dest' },
  outputs: { ...FILE_OUTPUTS, src: 'The value of `src`.' },
  reads: params => [{ kind: 'template', path: params.src, rendersWith: () => renderingOf(params) }],
  check: async ({ host, project, params }) => {
    const dest = await absolutePath(host, params.dest)
    const [rendered, source, seen] = await Promise.all([
      orUnknownAnswer(render(project, params)),
      sourceOf(project, params),
      host.ask(fileState(dest, { digest: 'sha256' })),
    ])
    const asked = orUnknown(() => params.mode)
    const mode = asked === 'preserve' ? known(source).mode : asked
    const isSecret = !(source instanceof Unknown) && source.isSecret === true
    const content =
      rendered instanceof Unknown ? rendered : contentOf(encoded(rendered, params.output_encoding), isSecret)
    const isInside = dest.endsWith('/') || (seen?.leadsTo ?? seen)?.kind === 'directory'
    const path = isInside ? plainPath(`${dest}/${nameOf(params.src)}`) : dest
    const wanted = { ...fileOptionsIn(params), mode, path, content }
    const result = await planFile(host, wanted, isInside ? undefined : seen)
    const isNew = isInside && seen === null
    const parents = isNew ? [wantedDirectory(plainPath(dest), params)] : []
    return withParents(result, parents, { src: orUnknown(() => params.src) })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) =>
    mayChangeIn(
      host,
      params.dest,
      orUnknown(() => nameOf(params.src)),
    ),
  apply: ({ host, project, plan }) => putTree(host, project, plan.data),
})

type Params = z.output<typeof params>

async function render(project: Project, params: Params): Promise<string> {
  return project.render(params.src, ...renderingOf(params))
}

/** Returns the additional variables of the template and its format. */
function renderingOf(given: Params) {
  const { dest, newline_sequence } = given
  const names = Object.keys(jinjaParams) as JinjaParam[]
  const jinja = Object.fromEntries(
    names.flatMap(name => (given[name] === undefined ? [] : [[name, given[name]]])),
  )
  return [{ template_destpath: dest }, { lineEnd: unescaped(newline_sequence), jinja }] as const
}

/** Opens the template without rendering it, for its mode and whether it is encrypted. */
async function sourceOf(project: Project, params: Params): Promise<LocalFile | Unknown> {
  const src = orUnknown(() => params.src)
  return src instanceof Unknown ? src : project.template(src)
}

function encoded(text: string, encoding: string): Buffer {
  try {
    return encodeText(text, encoding) ?? Buffer.from(text)
  } catch (error) {
    if (error instanceof EncodingError)
      throw new TaskError(error.message, { hint: 'set another `output_encoding`' })
    throw error
  }
}

/**
 * Returns the default file name of a template: its own, without the extension of Handlebars. As in Ansible, `.j2` is
 * kept.
 */
function nameOf(src: string): string {
  return (src.split('/').at(-1) ?? src).replace(/\.(hbs|handlebars)$/, '')
}

function unescaped(sequence: string): string {
  return sequence.replace('\\n', '\n').replace('\\r', '\r')
}
