import { z } from 'zod'
import type { ObjectWish } from './check-object.ts'

const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform(map => map ?? {})

const inspectedVolume = z.object({ Driver: z.string(), Labels: texts, Options: texts })

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
export function volumeWords(
  name: string,
  { driver, label = {}, opt = {} }: VolumeSettings,
): readonly string[] {
  return [
    ...['volume', 'create'],
    ...(driver === undefined ? [] : [`--driver=${driver}`]),
    ...Object.entries(label).map(([key, value]) => `--label=${key}=${value}`),
    ...Object.entries(opt).map(([key, value]) => `--opt=${key}=${value}`),
    ...['--', name],
  ]
}
