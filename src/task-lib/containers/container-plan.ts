import type { CheckContext } from '../../authoring/define.ts'
import type { ChangeInput, InSync, Json, Plan } from '../../authoring/plan.ts'
import { inSync, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { compareContainer } from './compare-container.ts'
import { imageDifference, type Pull, refuseMissingImage } from './container-image.ts'
import { hasOtherMode, type NetworkStep, networkSteps } from './container-networks.ts'
import type { SettingContext } from './container-setting.ts'
import { type ContainerState, type ContainerVerb, verbChange, verbsFor } from './container-verbs.ts'
import { isImageId } from './image-reference.ts'
import { containerResource, type Inspected, inspect } from './inspect.ts'
import {
  type InspectedContainer,
  type InspectedImage,
  imageConfig,
  inspectedContainer,
  inspectedImage,
} from './inspected-container.ts'
import { type ContainerProgram, requireContainerProgram } from './program.ts'
import type { WantedContainer } from './wanted-container.ts'

/** The wanted container and its wanted state. */
export interface ContainerRequest {
  readonly state: ContainerState
  readonly wanted: WantedContainer
  readonly pull: Pull
  readonly isRestarted: boolean
  readonly isRecreated: boolean
  readonly isPaused?: boolean | undefined
}

/** The steps of apply, in this order. */
export interface ContainerPlan {
  readonly pull: boolean
  /**
   * `new`: the container does not exist. `anew`: the existing one is replaced, and removed after the new one has been
   * created.
   */
  readonly create?: 'new' | 'anew'
  readonly isRemoved?: true
  readonly update?: readonly string[]
  readonly networks?: readonly NetworkStep[]
  readonly verbs: readonly ContainerVerb[]
}

type Context = Pick<CheckContext<unknown>, 'host' | 'isCheckMode' | 'carriedOut'>

/**
 * Compares a container with the wanted one. Throws TaskError if the container has to be created and the task sets no
 * image.
 */
export async function checkContainer(
  context: Context,
  program: ContainerProgram,
  request: ContainerRequest,
): Promise<InSync | Plan<ContainerPlan>> {
  const { name, image } = request.wanted
  await requireContainerProgram(context.host, program)
  const [container, found] = await Promise.all([
    inspect(context, program, 'container', name, inspectedContainer),
    image === undefined ? null : inspect(context, program, 'image', image, inspectedImage),
  ])
  const outputs = { container: container?.shown ?? {} }
  const resource = containerResource(program, 'container', name)
  if (request.state === 'absent') {
    if (container === null) return inSync({ container: {} })
    const before = { image: container.seen.Config.Image, status: container.seen.State.Status }
    return plan<ContainerPlan>(
      [{ resource, action: 'delete', before, after: null }],
      { pull: false, isRemoved: true, verbs: [] },
      { container: {} },
    )
  }
  const isPulled =
    request.pull === 'always' && image !== undefined && !isImageId(image) && context.carriedOut === undefined
  if (isPulled && found !== null) {
    if (context.isCheckMode) onlyRunTells(`whether \`${image}\` is newer in its registry`)
    const waits = plan<ContainerPlan>([], { pull: true, verbs: [] })
    return { ...waits, isStage: true, waitsFor: `the image \`${image}\` to be pulled` }
  }
  if (container === null) return planNew(request, resource, found)
  return planExisting(context, program, request, { container, found, resource, outputs })
}

/**
 * Returns everything that `inspect` prints about a container, for the registered result; empty if the container does
 * not exist.
 */
export async function shownContainer(
  context: Context,
  program: ContainerProgram,
  name: string,
): Promise<Readonly<Record<string, unknown>>> {
  return (await inspect(context, program, 'container', name, inspectedContainer))?.shown ?? {}
}

function planNew(
  { state, wanted: { name, image }, pull, isPaused }: ContainerRequest,
  resource: string,
  found: Inspected<InspectedImage> | null,
): Plan<ContainerPlan> {
  if (image === undefined)
    throw new TaskError(`there is no container \`${name}\``, { hint: 'set `image` to create it' })
  if (found === null) refuseMissingImage(image, pull)
  const isStarted = state === 'started'
  const after = { image, ...(isStarted ? { state } : {}) }
  return plan<ContainerPlan>([{ resource, action: 'create', before: null, after }], {
    ...{ pull: found === null, create: 'new' },
    verbs: [
      ...(isStarted ? (['start'] as const) : []),
      ...(isStarted && isPaused ? (['pause'] as const) : []),
    ],
  })
}

/** An existing container and the wanted image, which is null if the host does not have it. */
interface Existing {
  readonly container: Inspected<InspectedContainer>
  readonly found: Inspected<InspectedImage> | null
  readonly resource: string
  readonly outputs: { readonly container: unknown }
}

async function planExisting(
  context: Context,
  program: ContainerProgram,
  request: ContainerRequest,
  there: Existing,
): Promise<InSync | Plan<ContainerPlan>> {
  const { wanted, state, pull } = request
  const { found, resource, outputs } = there
  const container = there.container.seen
  const ofImage = imageDifference(wanted, container, found)
  const settingContext = await settingContextOf(context, program, request, there)
  // A container with another image is recreated anyway, so its settings need no comparison.
  const isComparable = wanted.image !== undefined && ofImage === undefined
  const differences = isComparable ? compareContainer(container, wanted, settingContext) : []
  const ofNetworks = wanted.comparison('networks')
  const isElsewhere = ofNetworks !== 'ignore' && isComparable && hasOtherMode(container, wanted)
  const isRecreated =
    (request.isRecreated && context.carriedOut === undefined) ||
    ofImage !== undefined ||
    isElsewhere ||
    differences.some(({ update }) => update === undefined)
  const networks = isRecreated || ofNetworks === 'ignore' ? [] : networkSteps(container, wanted, ofNetworks)
  if (isRecreated && wanted.image === undefined)
    throw new TaskError(`the container \`${wanted.name}\` is to be recreated`, { hint: 'set `image`' })
  if (isRecreated && found === null && wanted.image !== undefined) refuseMissingImage(wanted.image, pull)
  const verbs = verbsFor(request, container, { isRecreated, isDone: context.carriedOut !== undefined })
  const changes = [
    ...settingChanges(resource, isRecreated, [
      ...(ofImage === undefined ? [] : [{ setting: 'image', ...ofImage }]),
      ...(isElsewhere
        ? [{ setting: 'network', before: container.HostConfig.NetworkMode, after: shownNetworks(wanted) }]
        : []),
      ...differences,
    ]),
    ...networks.map(({ verb, network }) => ({
      resource: `${resource} network ${network.name}`,
      action: verb,
      after: { isConnected: verb === 'connect' },
    })),
    ...(isRecreated ? [] : verbs.map(verb => verbChange(resource, verb, container))),
  ]
  if (changes.length === 0) return inSync(outputs)
  return plan<ContainerPlan>(
    changes,
    {
      pull: isRecreated && found === null,
      ...(isRecreated ? { create: 'anew' as const } : {}),
      ...(differences.length > 0 && !isRecreated
        ? { update: differences.flatMap(({ update }) => update ?? []) }
        : {}),
      ...(networks.length > 0 ? { networks } : {}),
      verbs: isRecreated && state === 'stopped' ? [] : verbs,
    },
    outputs,
  )
}

/**
 * Reads the data that a comparison of settings needs, such as the configuration of the image that the container was
 * created from.
 */
async function settingContextOf(
  context: Context,
  program: ContainerProgram,
  { wanted }: ContainerRequest,
  { container, found }: Existing,
): Promise<SettingContext> {
  const { Image } = container.seen
  const isItsImage = found === null || found.seen.Id === Image
  const image = isItsImage ? found : await inspect(context, program, 'image', Image, inspectedImage)
  return {
    program: program.name,
    image: imageConfig.parse(image?.seen.Config ?? {}),
    wanted: wanted.settings,
  }
}

function settingChanges(
  resource: string,
  isRecreated: boolean,
  differences: readonly { readonly setting: string; readonly before: Json; readonly after: Json }[],
): ChangeInput[] {
  if (!isRecreated && differences.length === 0) return []
  const fields = (side: 'before' | 'after'): Record<string, Json> =>
    Object.fromEntries(differences.map(each => [each.setting, each[side]]))
  const action = isRecreated ? 'recreate' : 'update'
  if (differences.length === 0) return [{ resource, action, after: { isNew: true } }]
  return [{ resource, action, before: fields('before'), after: fields('after') }]
}

function shownNetworks({ networks }: WantedContainer): string {
  const { mode, names = [] } = networks ?? { mode: 'default' }
  return mode ?? names.map(({ name }) => name).join(', ')
}
