import type { CheckContext } from '../../authoring/define.ts'
import { type ChangeInput, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { isImageId, shortImageId } from './image-reference.ts'
import { containerResource, inspect } from './inspect.ts'
import { inspectedImage } from './inspected-container.ts'
import { type ContainerProgram, requireContainerProgram } from './program.ts'

/** The image that a task wants, and how to get it. */
export interface ImageRequest {
  /** Name of the image with its tag, or its ID. */
  readonly image: string
  readonly state: 'present' | 'absent'
  /** How to get the image if it is not on the host. With `local`, it must already be there. */
  readonly source: 'pull' | 'build' | 'load' | 'local'
  /** Whether each run pulls, builds or loads it again. */
  readonly isFetchedAlways: boolean
  /** An additional name to give to the image; undefined if none. */
  readonly alias: string | undefined
  readonly isPushed: boolean
}

/** The steps of apply, in this order. */
export interface ImagePlan {
  readonly isRemoved: boolean
  readonly bring: 'pull' | 'build' | 'load' | undefined
  readonly isTagged: boolean
  readonly isPushed: boolean
  /**
   * ID of the image before this run pulled, built or loaded it; null if the host did not have it. The second check
   * compares it to report whether the image changed.
   */
  readonly before: string | null
}

const NOTHING: ImagePlan = {
  ...{ isRemoved: false, isTagged: false, isPushed: false },
  ...{ bring: undefined, before: null },
}

/**
 * Compares an image on the host with the wanted one. Throws TaskError if it is missing and the task does not pull,
 * build or load it.
 */
export async function checkImage(
  context: Pick<CheckContext<unknown>, 'host' | 'isCheckMode' | 'carriedOut'>,
  program: ContainerProgram,
  request: ImageRequest,
): Promise<InSync | Plan<ImagePlan>> {
  const { image, state, alias } = request
  await requireContainerProgram(context.host, program)
  const [found, named] = await Promise.all([
    inspect(context, program, 'image', image, inspectedImage),
    alias === undefined ? null : inspect(context, program, 'image', alias, inspectedImage),
  ])
  const resource = containerResource(program, 'image', image)
  const outputs = { image: found?.shown ?? {} }
  const id = found === null ? null : shortImageId(found.seen.Id)
  if (state === 'absent') {
    if (found === null) return inSync(outputs)
    return plan<ImagePlan>(
      [{ resource, action: 'delete', before: { id }, after: null }],
      { ...NOTHING, isRemoved: true },
      { image: {} },
    )
  }
  const done = context.carriedOut?.data as ImagePlan | undefined
  if (found !== null && request.isFetchedAlways && request.source !== 'local' && done === undefined) {
    if (context.isCheckMode) onlyRunTells(`whether ${request.source} brings another \`${image}\``)
    const waits = plan<ImagePlan>([], { ...NOTHING, bring: request.source, before: id })
    return { ...waits, isStage: true, waitsFor: `\`${image}\` (${request.source})` }
  }
  const isMissing = found === null
  const isNew = done?.before !== undefined && done.before !== null && done.before !== id
  const isUntagged =
    alias !== undefined && (named === null || found === null || named.seen.Id !== found.seen.Id)
  const isPushed = request.isPushed && !done?.isPushed
  const changes: ChangeInput[] = [
    ...(isMissing ? [{ resource, action: request.source, before: null, after: { image } }] : []),
    ...(isNew ? [{ resource, action: request.source, before: { id: done.before }, after: { id } }] : []),
    ...(isUntagged ? [tagChange(program, alias, image)] : []),
    ...(isPushed ? [{ resource, action: 'push', after: { image: alias ?? image } }] : []),
  ]
  if (changes.length === 0) return inSync(outputs)
  const bring = isMissing ? sourceOf(request) : undefined
  const data = { ...NOTHING, bring, isTagged: isUntagged, isPushed, before: id }
  return plan<ImagePlan>(changes, data, isMissing ? {} : outputs)
}

function sourceOf({ image, source }: ImageRequest): ImagePlan['bring'] {
  if (source !== 'local' && !(source === 'pull' && isImageId(image))) return source
  throw new TaskError(`the host has no image \`${image}\``, {
    hint: 'pull, load or build it, in this task or an earlier one',
  })
}

function tagChange(program: ContainerProgram, alias: string, image: string): ChangeInput {
  return { resource: containerResource(program, 'image', alias), action: 'tag', after: { image } }
}
