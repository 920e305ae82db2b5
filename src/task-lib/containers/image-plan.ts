import type { CheckContext } from '../../authoring/define.ts'
import { type ChangeInput, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { isImageId, shortImageId } from './image-reference.ts'
import { containerResource, inspect } from './inspect.ts'
import { inspectedImage } from './inspected-container.ts'
import { type ContainerProgram, requireContainerProgram } from './program.ts'

/** The image that a task wants, and how to get it. */
export interface ImageWish {
  /** Name of the image with its tag, or its ID. */
  readonly image: string
  readonly state: 'present' | 'absent'
  /** How to get the image if it is not on the host. With `local`, it must already be there. */
  readonly source: 'pull' | 'build' | 'load' | 'local'
  /** Whether each run pulls, builds or loads it again. */
  readonly isBroughtAlways: boolean
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
  wish: ImageWish,
): Promise<InSync | Plan<ImagePlan>> {
  const { image, state, alias } = wish
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
  if (found !== null && wish.isBroughtAlways && wish.source !== 'local' && done === undefined) {
    if (context.isCheckMode) onlyRunTells(`whether ${wish.source} brings another \`${image}\``)
    const waits = plan<ImagePlan>([], { ...NOTHING, bring: wish.source, before: id })
    return { ...waits, isStage: true, waitsFor: `\`${image}\` (${wish.source})` }
  }
  const isMissing = found === null
  const isNew = done?.before !== undefined && done.before !== null && done.before !== id
  const isUntagged =
    alias !== undefined && (named === null || found === null || named.seen.Id !== found.seen.Id)
  const isPushed = wish.isPushed && !done?.isPushed
  const changes: ChangeInput[] = [
    ...(isMissing ? [{ resource, action: wish.source, before: null, after: { image } }] : []),
    ...(isNew ? [{ resource, action: wish.source, before: { id: done.before }, after: { id } }] : []),
    ...(isUntagged ? [tagChange(program, alias, image)] : []),
    ...(isPushed ? [{ resource, action: 'push', after: { image: alias ?? image } }] : []),
  ]
  if (changes.length === 0) return inSync(outputs)
  const bring = isMissing ? sourceOf(wish) : undefined
  const data = { ...NOTHING, bring, isTagged: isUntagged, isPushed, before: id }
  return plan<ImagePlan>(changes, data, isMissing ? {} : outputs)
}

function sourceOf({ image, source }: ImageWish): ImagePlan['bring'] {
  if (source !== 'local' && !(source === 'pull' && isImageId(image))) return source
  throw new TaskError(`the host has no image \`${image}\``, {
    hint: 'pull, load or build it, in this task or an earlier one',
  })
}

function tagChange(program: ContainerProgram, alias: string, image: string): ChangeInput {
  return { resource: containerResource(program, 'image', alias), action: 'tag', after: { image } }
}
