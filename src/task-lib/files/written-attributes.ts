import { omitUndefined } from '../../base/omit-undefined.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { Unknown } from '../../values/unknown.ts'
import type { Difference } from '../difference.ts'
import {
  type Attributes,
  isGivenAway,
  knownAttributes,
  type WantedAttributes,
  writtenAccount,
  writtenMode,
} from './attributes.ts'
import { type SecurityAttributes, securityOf } from './security.ts'

/** The attributes of a file whose content is written, as changes show them and as apply sets them. */
export interface WrittenAttributes {
  readonly shown: { readonly [A in 'mode' | 'owner' | 'group']?: string | Unknown }
  readonly data: { readonly mode: string } & Pick<Attributes, 'owner' | 'group'> & SecurityAttributes
}

/**
 * Returns the attributes that a file gets when its content is written. `replaced` is the present file and how its
 * attributes differ; null if the file is new. `newMode` is the mode of a new file if the task does not set one.
 */
export function writtenAttributes(
  wanted: WantedAttributes,
  replaced: { readonly state: FileState; readonly difference: Difference } | null,
  newMode: string,
): WrittenAttributes {
  const isTaken = replaced !== null && isGivenAway(replaced.state, replaced.difference)
  const mode = writtenMode(wanted.mode, () => replaced?.state.mode ?? newMode, isTaken)
  const { owner, group } = wanted
  const account = writtenAccount(wanted, replaced?.state ?? null)
  return {
    shown: { mode, ...omitUndefined({ owner, group }) },
    data: {
      mode: mode instanceof Unknown ? '0600' : mode,
      // The new file gets the security context of the replaced one, so a context that the policy assigns must be set.
      ...knownAttributes({
        ...account,
        ...securityOf(wanted),
        ...securityOf((replaced?.difference.after ?? {}) as Attributes),
      }),
    },
  }
}
