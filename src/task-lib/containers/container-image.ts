import { TaskError } from '../../errors.ts'
import { isImageId, plainImageId, shortImageId } from './image-reference.ts'
import type { Inspected } from './inspect.ts'
import type { InspectedContainer, InspectedImage } from './inspected-container.ts'
import type { WantedContainer } from './wanted-container.ts'

/** When the image of a container is pulled: `always` at each run, `never` not even a missing one. */
export type Pull = 'missing' | 'always' | 'never'

/** The image of a container and the one that is asked for; undefined if it is that one, or any is good. */
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

/** Throws TaskError for an image that the host lacks and that is not to be pulled. */
export function refuseMissingImage(image: string, pull: Pull): void {
  if (pull !== 'never' && !isImageId(image)) return
  throw new TaskError(`the host has no image \`${image}\``, {
    hint: 'pull, load or build it in an earlier task, or remove `pull: never`',
  })
}
