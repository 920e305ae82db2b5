/**
 * A repository of yum and dnf, as a section of a file in /etc/yum.repos.d.
 *
 *     - yum_repository:
 *         name: docker-ce
 *         description: Docker CE
 *         baseurl: https://download.docker.com/linux/centos/$releasever/$basearch/stable
 *         gpgkey: https://download.docker.com/linux/centos/gpg
 *         gpgcheck: true
 */
import {
  defineTask,
  fileState,
  hostPath,
  inSync,
  plan,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  contentOf,
  type EditedFile,
  explainFiles,
  type FilePlan,
  fileOptionsIn,
  fileParams,
  fileRemoval,
  planFile,
  putFile,
  readEdited,
  removeFiles,
} from '../../src/built-in/files.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { repoSettings, yumSettings } from '../../src/built-in/packages.ts'
import { absolutePath, filledLineParam, mayChangeFiles } from '../../src/built-in/params.ts'
import { withoutRepo, withRepo } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    name: text()
      .refine(id => /^[\w.:-]+$/.test(id), 'expected an ID of letters, digits and `_ . : -`')
      .describe('ID of the repository.')
      .meta({ examples: ['docker-ce'] }),
    description: filledLineParam()
      .optional()
      .describe('Description of the repository. Required unless `state` is `absent`.')
      .meta({ examples: ['Docker CE'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        'Whether the repository should exist. A file that contains no other repository is removed with it.',
      )
      .meta({ examples: ['absent'] }),
    file: text()
      .refine(name => name !== '' && !/[/\0\r\n]/.test(name), 'expected the name of a file, without a path')
      .optional()
      .describe('Name of the file, without `.repo`. Default: `name`.')
      .meta({ examples: ['docker'] }),
    reposdir: hostPath()
      .default('/etc/yum.repos.d')
      .describe('Directory of the file. It must exist.')
      .meta({ examples: ['/etc/yum.repos.d'] }),
    ...yumSettings,
    ...fileParams,
  })
  .refine(({ state, description }) => state === 'absent' || description !== undefined, {
    path: ['description'],
    message: 'expected the name of the repository for people',
  })
  .refine(
    ({ state, ...from }) =>
      state === 'absent' || [from.baseurl, from.metalink, from.mirrorlist].some(each => each !== undefined),
    { path: ['baseurl'], message: 'expected `baseurl`, `metalink` or `mirrorlist`' },
  )

type Params = z.output<typeof params>

type RepositoryPlan = { readonly write: FilePlan } | { readonly remove: string }

export default defineTask({
  summary: 'Adds a repository to yum and dnf, or removes it.',
  example: `- yum_repository:
    name: docker-ce
    description: Docker CE
    baseurl: https://download.docker.com/linux/centos/$releasever/$basearch/stable
    gpgkey: https://download.docker.com/linux/centos/gpg
    gpgcheck: true
`,
  params,
  aliases: {
    attr: 'attributes',
    ca_cert: 'sslcacert',
    client_cert: 'sslclientcert',
    client_key: 'sslclientkey',
    validate_certs: 'sslverify',
  },
  outputs: {
    repo: 'The ID of the repository.',
    state: 'The `state` of the task.',
    dest: 'The path of the file of the repository.',
  },
  check: async ({ host, params }) => {
    const { name, state } = params
    const directory = await absolutePath(host, params.reposdir)
    const read = prefetch(readEdited(host, `${directory}/${params.file ?? name}.repo`))
    const found = await host.ask(fileState(directory))
    if ((found?.leadsTo ?? found)?.kind !== 'directory')
      throw new TaskError(`the host has no directory \`${directory}\``, {
        hint: 'install dnf or yum in an earlier task, or set `reposdir`',
      })
    const file = await read
    const outputs = { repo: name, state, dest: file.path }
    const next =
      state === 'absent' ? withoutRepo(file.text, name) : withRepo(file.text, name, settingsOf(params))
    if (next === null) return plan<RepositoryPlan>([fileRemoval(file.path)], { remove: file.path }, outputs)
    if (file.state === null && next === '') return inSync(outputs)
    const wanted = { ...fileOptionsIn(params), path: file.path, content: contentFor(file, next, params) }
    const result = await planFile(host, wanted, file.state)
    if (result.kind === 'in-sync') return inSync(outputs)
    return plan<RepositoryPlan>(result.changes, { write: result.data }, outputs)
  },
  explain: explainFiles,
  mayChange: async ({ host, params }) => {
    const directory = await absolutePath(host, params.reposdir)
    return mayChangeFiles(host, [`${directory}/${params.file ?? params.name}.repo`], { mayGo: true })
  },
  apply: async ({ host, project, plan: { data } }) => {
    if ('remove' in data) await removeFiles(host, [data.remove])
    else await putFile(host, project, data.write)
  },
})

function settingsOf({ description = '', ...given }: Params) {
  return repoSettings(description, given)
}

/** Returns the content of the file. If it contains a password, only with its digest, so that no diff shows it. */
function contentFor({ text: old, toBytes }: EditedFile, next: string, { password, proxy_password }: Params) {
  const content = contentOf(toBytes(next))
  const isSecret = password !== undefined || proxy_password !== undefined || /password\s*[=:]/.test(old)
  if (!isSecret) return content
  const { bytes: _, ...quiet } = content
  return quiet
}
