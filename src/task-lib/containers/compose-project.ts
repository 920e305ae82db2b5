import { z } from 'zod'
import { parseJson } from '../../base/parse-json.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import type { DockerComposeParams } from './compose-params.ts'
import { optionWords } from './option-words.ts'
import { type ContainerProgram, containerScript, failureText } from './program.ts'

/** A service in the Compose files of its project. */
export interface ComposeService {
  readonly name: string
  readonly image: string
  /**
   * The hash of the service's configuration. docker compose stores it in a label of each container to detect changes.
   */
  readonly hash: string
  readonly count: number
}

/** A project as its Compose files describe it. */
export interface ComposeProject {
  readonly name: string
  readonly services: readonly ComposeService[]
}

/** A container of a project. */
export interface ComposeContainer {
  readonly service: string
  readonly hash: string
  /** ID of the image that the container was created from. */
  readonly image: string
  readonly state: string
  /** The status as docker prints it: `Exited (0) 2 minutes ago`. */
  readonly status: string
}

const shownProject = z.object({
  name: z.string(),
  services: z
    .record(
      z.string(),
      z.object({
        image: z.string().optional(),
        scale: z.number().optional(),
        deploy: z.object({ replicas: z.number().optional() }).optional(),
      }),
    )
    .default({}),
})

/** Returns a script that runs a docker compose command for the task's project. */
export function composeScript(
  program: ContainerProgram,
  params: DockerComposeParams,
  command: readonly string[],
): ShellText {
  const { project_src: src, project_name: name, definition, files = [], env_file, profiles = [] } = params
  const words = [
    'compose',
    ...optionWords('project-directory', src),
    ...optionWords('project-name', name),
    ...files.map(file => `--file=${file.startsWith('/') ? file : `${src}/${file}`}`),
    ...(definition === undefined ? [] : ['--file=-']),
    ...optionWords('env-file', env_file),
    ...profiles.map(profile => `--profile=${profile}`),
    ...command,
  ]
  const script = containerScript(program, words)
  if (definition === undefined) return joinShell([sh`cd -- ${src ?? '.'} || exit`, script])
  // `printf` is built into the shell, so the definition does not appear in a command line.
  return sh`printf '%s' ${JSON.stringify(definition)} | {
${script}
}`
}

/** Probe for the project as its Compose files describe it, or for docker's message if it refuses the files. */
export function composeProject(
  program: ContainerProgram,
  params: DockerComposeParams,
): Probe<ComposeProject | { readonly refused: string }> {
  const [shown, hashes] = [
    composeScript(program, params, ['config', '--format=json']),
    composeScript(program, params, ['config', '--hash=*']),
  ]
  return probe<ComposeProject | { readonly refused: string }>({
    title: `project of ${program.name} compose in ${params.project_src ?? params.project_name}`,
    script: sh`(
${shown}
) || exit 1
echo
echo ${MARK}
(
${hashes}
) || exit 1`,
    answers: [0, 1],
    parse: ({ status, stdout, stderr }) => {
      if (status !== 0) return { refused: failureText(stderr.toString()) }
      const [json = '', lines = ''] = stdout.toString().split(`\n${MARK}\n`)
      const read = shownProject.safeParse(parseJson(json))
      if (!read.success)
        return { refused: 'expected JSON of the project; docker compose 2.20 or newer prints it' }
      return { name: read.data.name, services: servicesOf(read.data, lines) }
    },
  })
}

const MARK = '--- hashes'

function servicesOf(
  { name: project, services }: z.output<typeof shownProject>,
  lines: string,
): ComposeService[] {
  const hashes = new Map(lines.split('\n').map(line => line.split(' ') as [string, string]))
  return Object.entries(services).map(([name, { image, scale, deploy }]) => ({
    name,
    image: image ?? `${project}-${name}`,
    hash: hashes.get(name) ?? '',
    count: scale ?? deploy?.replicas ?? 1,
  }))
}

const LABEL = 'com.docker.compose'

/** Probe for the containers of a project, without those created by `docker compose run`. */
export function composeContainers(
  program: ContainerProgram,
  project: string,
): Probe<readonly ComposeContainer[]> {
  const fields = [
    ...['service', 'config-hash', 'image'].map(label => `{{.Label "${LABEL}.${label}"}}`),
    ...['{{.State}}', '{{.Status}}'],
  ]
  return probe({
    title: `containers of the project ${project}`,
    script: containerScript(program, [
      ...['ps', '--all', '--no-trunc', `--filter=label=${LABEL}.project=${project}`],
      ...[`--filter=label=${LABEL}.oneoff=False`, `--format=${fields.join('|')}`],
    ]),
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\n')
        .filter(line => line !== '')
        .map(line => {
          const [service = '', hash = '', image = '', state = '', ...status] = line.split('|')
          return { service, hash, image, state, status: status.join('|') }
        }),
  })
}

/** Probe for the IDs of images by name. Images that the host does not have are left out. */
export function imageIds(
  program: ContainerProgram,
  images: readonly string[],
): Probe<ReadonlyMap<string, string>> {
  return probe({
    title: `ids of ${images.join(', ')}`,
    script: joinShell(
      images.map(
        image =>
          sh`i=$(${containerScript(program, ['image', 'inspect', '--format={{.Id}}', '--', image])} 2>/dev/null) && printf '%s %s\n' "$i" ${image}`,
      ),
    ),
    answers: [0, 1],
    parse: ({ stdout }) =>
      new Map(
        stdout
          .toString()
          .split('\n')
          .flatMap(line => {
            const [id = '', image] = line.split(' ')
            return image === undefined ? [] : [[image, id] as const]
          }),
      ),
  })
}

/** Probe: whether a project has networks. */
export function hasComposeNetworks(program: ContainerProgram, project: string): Probe<boolean> {
  return probe({
    title: `networks of the project ${project}`,
    script: containerScript(program, [
      'network',
      'ls',
      '--quiet',
      `--filter=label=${LABEL}.project=${project}`,
    ]),
    parse: ({ stdout }) => stdout.toString().trim() !== '',
  })
}
