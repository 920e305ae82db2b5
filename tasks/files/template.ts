/**
 * A file made from a Handlebars template of the project with the task's variables.
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
  hostPath,
  inSync,
  orUnknown,
  orUnknownAnswer,
  type Project,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  absolutePath,
  attributeParams,
  contentOf,
  explainFiles,
  type FilePlan,
  fileOptionsIn,
  mayChangeIn,
  plainPath,
  planFile,
  putFile,
} from '../../src/built-in.ts'

const params = z.strictObject({
  src: text()
    .describe('The template, looked for in `templates/` beside the playbook, then in the project.')
    .meta({ examples: ['etcd.service.hbs'] }),
  dest: hostPath()
    .describe('Where the file goes; inside, where this is a directory or ends in `/`.')
    .meta({ examples: ['/etc/systemd/system/etcd.service'] }),
  ...attributeParams,
  force: flag()
    .default(true)
    .describe('`false` leaves a file that is there as it is.')
    .meta({ examples: [false] }),
  follow: flag()
    .default(false)
    .describe(
      'Write through a link at `dest` instead of replacing it; one of another user only to what is theirs.',
    )
    .meta({ examples: [true] }),
  backup: flag()
    .default(false)
    .describe('Keep the old file beside the new one.')
    .meta({ examples: [true] }),
  validate: text()
    .optional()
    .describe('A command that judges the new file, `%s`, before it is put in place.')
    .meta({ examples: ['nginx -t -c %s'] }),
  newline_sequence: z
    .enum(['\n', '\r', '\r\n', '\\n', '\\r', '\\r\\n'])
    .default('\n')
    .describe('What ends a line.')
    .meta({ examples: ['\\r\\n'] }),
})

export default defineTask<typeof params, FilePlan>({
  summary: 'Makes a file from a template of the project.',
  example: `- template:
    src: etcd.service.hbs
    dest: /etc/systemd/system/etcd.service
    mode: "0644"
  notify: Restart etcd
`,
  params,
  batchLoop: 'creations',
  aliases: { path: 'dest', name: 'dest' },
  reads: ({ src }) => [{ kind: 'template', path: src }],
  check: async ({ host, project, params }) => {
    const dest = await absolutePath(host, params.dest)
    const [rendered, seen] = await Promise.all([
      orUnknownAnswer(render(project, params)),
      host.ask(fileState(dest, { digest: 'sha256' })),
    ])
    const content = rendered instanceof Unknown ? rendered : contentOf(Buffer.from(rendered))
    const isInside = dest.endsWith('/') || (seen?.leadsTo ?? seen)?.kind === 'directory'
    const path = isInside ? plainPath(`${dest}/${nameOf(params.src)}`) : dest
    const wanted = { ...fileOptionsIn(params), path, content }
    const result = await planFile(host, wanted, isInside ? undefined : seen)
    const outputs = { ...result.outputs, src: orUnknown(() => params.src) }
    return result.kind === 'in-sync' ? inSync(outputs) : { ...result, outputs }
  },
  explain: explainFiles,
  mayChange: ({ host, params }) =>
    mayChangeIn(
      host,
      params.dest,
      orUnknown(() => nameOf(params.src)),
    ),
  apply: ({ host, project, plan }) => putFile(host, project, plan.data),
})

async function render(project: Project, { src, newline_sequence }: z.output<typeof params>): Promise<string> {
  return project.render(src, {}, unescaped(newline_sequence))
}

/** The file name that a template gives: its own, without the ending that marks it a template. */
function nameOf(src: string): string {
  return (src.split('/').at(-1) ?? src).replace(/\.(hbs|handlebars|j2)$/, '')
}

function unescaped(sequence: string): string {
  return sequence.replace('\\n', '\n').replace('\\r', '\r')
}
