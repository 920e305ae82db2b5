import { z } from 'zod'
import type { ObjectWish } from './check-object.ts'
import { textMap } from './inspected-fields.ts'
import { optionWords, pairWords } from './option-words.ts'

const inspectedVolume = z.object({ Driver: z.string(), Labels: textMap, Options: textMap })

/** What a task says of a volume. */
export interface VolumeSettings {
  readonly driver: string | undefined
  readonly label: Readonly<Record<string, string>> | undefined
  readonly opt: Readonly<Record<string, string>> | undefined
}

/** A volume as a task wants it. */
export function volumeWish(
  { driver, label, opt }: VolumeSettings,
  more: Pick<ObjectWish<unknown>, 'name' | 'state' | 'onDifference' | 'isRecreated'>,
): ObjectWish<z.output<typeof inspectedVolume>> {
  return {
    ...{ object: 'volume', schema: inspectedVolume, ...more },
    asked: { driver, label, options: opt },
    found: ({ Driver, Labels, Options }) => ({ driver: Driver, label: Labels, options: Options }),
  }
}

/** The words that create a volume. */
export function volumeWords(name: string, { driver, label, opt }: VolumeSettings): readonly string[] {
  return [
    ...['volume', 'create', ...optionWords('driver', driver)],
    ...pairWords('label', label),
    ...pairWords('opt', opt),
    ...['--', name],
  ]
}
