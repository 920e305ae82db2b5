import { z } from 'zod'
import type { ObjectRequest } from './check-object.ts'
import { textMap } from './inspected-fields.ts'
import { optionWords, pairWords } from './option-words.ts'

const inspectedVolume = z.object({ Driver: z.string(), Labels: textMap, Options: textMap })

/** The settings of a volume that a task may set. */
export interface VolumeSettings {
  readonly driver: string | undefined
  readonly label: Readonly<Record<string, string>> | undefined
  readonly opt: Readonly<Record<string, string>> | undefined
}

/** Returns the wanted volume. */
export function volumeRequest(
  { driver, label, opt }: VolumeSettings,
  more: Pick<ObjectRequest<unknown>, 'name' | 'state' | 'onDifference' | 'isRecreated'>,
): ObjectRequest<z.output<typeof inspectedVolume>> {
  return {
    ...{ object: 'volume', schema: inspectedVolume, ...more },
    wanted: { driver, label, options: opt },
    found: ({ Driver, Labels, Options }) => ({ driver: Driver, label: Labels, options: Options }),
  }
}

/** Returns the command line that creates a volume. */
export function volumeWords(name: string, { driver, label, opt }: VolumeSettings): readonly string[] {
  return [
    ...['volume', 'create', ...optionWords('driver', driver)],
    ...pairWords('label', label),
    ...pairWords('opt', opt),
    ...['--', name],
  ]
}
