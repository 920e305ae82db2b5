import type { CheckContext } from '../../authoring/define.ts'
import { type ChangeInput, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import type { DockerComposeParams } from './compose-params.ts'
import {
  type ComposeContainer,
  type ComposeService,
  composeContainers,
  composeProject,
  hasComposeNetworks,
  imageIds,
} from './compose-project.ts'
import { optionWords } from './option-words.ts'
import { type ContainerProgram, requireContainerProgram } from './program.ts'

/** The commands of docker compose that apply runs, in this order. */
export interface ComposePlan {
  readonly commands: readonly (readonly string[])[]
}

/** Compares the containers of a project with its Compose files. Throws TaskError if docker refuses the files. */
export async function checkCompose(
  context: CheckContext<DockerComposeParams>,
  program: ContainerProgram,
): Promise<InSync | Plan<ComposePlan>> {
  const { host, params, isCheckMode, carriedOut } = context
  await requireContainerProgram(host, program)
  const project = await host.ask(composeProject(program, params))
  if ('refused' in project) {
    throw new TaskError(`docker compose refuses the project: ${project.refused}`, {
      hint: 'this task type needs docker compose 2.20 or newer, a plugin of docker: install the package docker-compose-plugin',
    })
  }
  const containers = await host.ask(composeContainers(program, project.name))
  const resource = `docker_compose:${project.name}`
  if (params.state === 'absent') {
    const isThere = containers.length > 0 || (await host.ask(hasComposeNetworks(program, project.name)))
    if (!isThere) return inSync({ services: {} })
    const change = { resource, action: 'delete', before: { containers: containers.length }, after: null }
    return plan<ComposePlan>([change], { commands: [downWords(params)] })
  }
  const fetches = [
    ...(params.pull ? [['pull', ...(params.services ?? [])]] : []),
    ...(params.build
      ? [['build', ...(params.nocache ? ['--no-cache'] : []), ...(params.services ?? [])]]
      : []),
  ]
  if (fetches.length > 0 && carriedOut === undefined) {
    if (isCheckMode) onlyRunTells('whether there are newer images')
    const waits = plan<ComposePlan>([], { commands: fetches })
    return { ...waits, isStage: true, waitsFor: `the images of \`${project.name}\`` }
  }
  return planServices(context, program, { project, containers, resource })
}

async function planServices(
  { host, params, carriedOut }: CheckContext<DockerComposeParams>,
  program: ContainerProgram,
  {
    project,
    containers,
    resource,
  }: {
    readonly project: { readonly services: readonly ComposeService[] }
    readonly containers: readonly ComposeContainer[]
    readonly resource: string
  },
): Promise<InSync | Plan<ComposePlan>> {
  const named = params.services ?? project.services.map(({ name }) => name)
  const unknown = named.find(name => project.services.every(each => each.name !== name))
  if (unknown !== undefined) throw new TaskError(`the project has no service \`${unknown}\``)
  const services = project.services.filter(({ name }) => named.includes(name))
  const ids = await host.ask(imageIds(program, [...new Set(services.map(({ image }) => image))]))
  // Steps that each run repeats are planned until `up` or `restart` has been applied in this run.
  const done = (carriedOut?.data as ComposePlan | undefined)?.commands.map(([verb]) => verb) ?? []
  const isUp = done.includes('up')
  const changes = services.flatMap(service => {
    const own = containers.filter(each => each.service === service.name)
    const count = params.scale?.[service.name] ?? service.count
    const isForced = params.recreate === 'always' && !isUp
    return serviceChange(`${resource} ${service.name}`, { ...service, count }, own, {
      id: ids.get(service.image),
      ...{ isForced, isUp, isKept: params.recreate === 'never', isStopped: params.stopped },
    })
  })
  const orphans = params.remove_orphans
    ? [...new Set(containers.map(({ service }) => service))].filter(name =>
        project.services.every(each => each.name !== name),
      )
    : []
  const removals = orphans.map(name => ({
    resource: `${resource} ${name}`,
    action: 'delete',
    before: { state: 'orphan' },
    after: null,
  }))
  const isRestart = params.restarted && changes.length === 0 && !done.includes('restart') && !isUp
  const restarts = isRestart
    ? services.map(({ name }) => ({
        resource: `${resource} ${name}`,
        action: 'restart',
        after: { state: 'running' },
      }))
    : []
  const all: ChangeInput[] = [...changes, ...removals, ...restarts]
  if (all.length === 0) return inSync()
  const isUpNeeded = changes.length + removals.length > 0
  const commands = [
    ...(isUpNeeded ? [upWords(params)] : []),
    ...(isUpNeeded && params.stopped ? [['stop', ...optionWords('timeout', params.timeout), ...named]] : []),
    ...(isRestart ? [['restart', ...optionWords('timeout', params.timeout), ...named]] : []),
  ]
  return plan<ComposePlan>(all, { commands })
}

function serviceChange(
  resource: string,
  { hash, count, image }: ComposeService,
  own: readonly ComposeContainer[],
  how: {
    readonly id: string | undefined
    readonly isForced: boolean
    readonly isUp: boolean
    readonly isKept: boolean
    readonly isStopped: boolean
  },
): ChangeInput[] {
  const isOld = own.some(each => each.hash !== hash) && !how.isKept
  const hasOldImage =
    own.some(each => how.id !== undefined && each.image !== '' && each.image !== how.id) && !how.isKept
  if (own.length === 0 && count > 0)
    return [{ resource, action: 'create', before: null, after: { image, containers: count } }]
  if (isOld || hasOldImage || (how.isForced && own.length > 0)) {
    const after = hasOldImage ? { image: how.id } : { config: hash.slice(0, 12) }
    return [{ resource, action: 'recreate', after }]
  }
  if (own.length !== count)
    return [{ resource, action: 'scale', before: { containers: own.length }, after: { containers: count } }]
  // A container that `up` started and that has exited with status 0 is in the wanted state.
  const isRight = (each: ComposeContainer): boolean =>
    each.state === 'running' || (how.isUp && each.status.startsWith('Exited (0)'))
  const running = own.filter(isRight).length
  if (how.isStopped)
    return own.some(({ state }) => state === 'running')
      ? [{ resource, action: 'stop', before: { running }, after: { running: 0 } }]
      : []
  if (running === count) return []
  return [{ resource, action: 'start', before: { running }, after: { running: count } }]
}

function upWords(params: DockerComposeParams): readonly string[] {
  const { scale = {}, recreate } = params
  return [
    ...['up', params.stopped ? '--no-start' : '--detach'],
    ...(recreate === 'always' ? ['--force-recreate'] : []),
    ...(recreate === 'never' ? ['--no-recreate'] : []),
    ...(params.remove_orphans ? ['--remove-orphans'] : []),
    ...(params.dependencies ? [] : ['--no-deps']),
    ...optionWords('timeout', params.timeout),
    ...Object.entries(scale).map(([name, count]) => `--scale=${name}=${count}`),
    ...(params.services ?? []),
  ]
}

function downWords(params: DockerComposeParams): readonly string[] {
  return [
    'down',
    ...optionWords('rmi', params.remove_images),
    ...(params.remove_volumes ? ['--volumes'] : []),
    ...(params.remove_orphans ? ['--remove-orphans'] : []),
    ...optionWords('timeout', params.timeout),
  ]
}
