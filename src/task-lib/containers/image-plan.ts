import type { CheckContext } from '../../authoring/define.ts'
import { type ChangeInput, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { isImageId, shortImageId } from './image-reference.ts'
import { containerResource, inspect } from './inspect.ts'
import { inspectedImage } from './inspected-container.ts'
import { type ContainerProgram, requireContainerProgram } from './program.ts'

/** An image as a task wants it. */
export interface ImageWish {
  /** With its tag. */
  readonly image: string
  readonly state: 'present' | 'absent'
  /** Where it comes from if the host does not have it; `local` is nowhere. */
  readonly source: 'pull' | 'build' | 'load' | 'local'
  /** Whether it is brought at every run. */
  readonly isBroughtAlways: boolean
  /** A further name that it is to have. */
  readonly alias: string | undefined
  readonly isPushed: boolean
}

/** What apply does, in this order. */
export interface ImagePlan {
  readonly isRemoved: boolean
  readonly bring: 'pull' | 'build' | 'load' | undefined
  readonly isTagged: boolean
  readonly isPushed: boolean
  /** The id of the image before it was brought, and whether a change of it is reported already. */
  readonly before: string | null
}

const NOTHING: ImagePlan = {
  ...{ isRemoved: false, isTagged: false, isPushed: false },
  ...{ bring: undefined, before: null },
}

/** Compares an image of the host with what a task asks for. Throws TaskError if it is missing and comes from nowhere. */
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
