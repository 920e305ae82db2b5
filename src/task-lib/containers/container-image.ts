import { TaskError } from '../../errors.ts'
import { isImageId, plainImageId, shortImageId } from './image-reference.ts'
import type { Inspected } from './inspect.ts'
import type { InspectedContainer, InspectedImage } from './inspected-container.ts'
import type { WantedContainer } from './wanted-container.ts'

/**
 * When the image of a container is pulled: `missing` if the host does not have it, `always` in each run, or `never`,
 * not even if it is missing.
 */
export type Pull = 'missing' | 'always' | 'never'

/**
 * Returns the container's image and the wanted one if they differ; undefined if they are the same, or if the task
 * accepts any.
 */
export function imageDifference(
  wanted: WantedContainer,
  { Image, Config }: InspectedContainer,
  found: Inspected<InspectedImage> | null,
): { readonly before: string; readonly after: string } | undefined {
  if (wanted.image === undefined || wanted.comparison('image') === 'ignore') return undefined
  if (found !== null && plainImageId(found.seen.Id) === plainImageId(Image)) return undefined
  const shown = (name: string, id: string | undefined): string =>
    id === undefined ? name : `${name} (${shortImageId(id)})`
  return { before: shown(Config.Image, Image), after: shown(wanted.image, found?.seen.Id) }
}

/** Throws TaskError if the task forbids pulling the missing image, or names it by ID, which cannot be pulled. */
export function refuseMissingImage(image: string, pull: Pull): void {
  if (pull !== 'never' && !isImageId(image)) return
  throw new TaskError(`the host has no image \`${image}\``, {
    hint: 'pull, load or build it in an earlier task, or remove `pull: never`',
  })
}
