import { number } from '../../authoring/params.ts'
import type { Json } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { AGING_FIELDS, type AgingField, NEVER, type UserState } from '../../remote/probes/accounts.ts'

const days = () => number().refine(Number.isInteger, 'expected a number of days')

/** Params for the dates of an account and its password. */
export const agingParams = {
  expires: number()
    .optional()
    .describe(
      'When the account expires, in seconds since 1970. The host stores only the day. With a negative number, the account never expires.',
    )
    .meta({ examples: [1893456000, -1] }),
  password_expire_max: days()
    .optional()
    .describe(
      'Days after which the password must be changed. A negative number removes the limit, here and in the params below.',
    )
    .meta({ examples: [90] }),
  password_expire_min: days()
    .optional()
    .describe('Minimum number of days between two changes of the password.')
    .meta({ examples: [1] }),
  password_expire_warn: days()
    .optional()
    .describe('Number of days before the password must be changed during which the user is warned.')
    .meta({ examples: [14] }),
  password_expire_account_disable: days()
    .optional()
    .describe('Number of days from the expiry of the password until the account is disabled.')
    .meta({ examples: [30] }),
}

/** The wanted dates of the account. In a dry run, reading a param with an unknown value throws UnknownValueError. */
export type AgingParams = { readonly [F in AgingField]?: number | undefined }

/** The option of chage(1) for each field. */
const CHAGE: Readonly<Record<AgingField, string>> = {
  expires: '-E',
  password_expire_max: '-M',
  password_expire_min: '-m',
  password_expire_warn: '-W',
  password_expire_account_disable: '-I',
}

/** Returns the wanted date or number of days in the form that changes show; undefined if the task does not set it. */
export function wantedAging(params: AgingParams, field: AgingField): Json | undefined {
  const wanted = params[field]
  if (wanted === undefined) return undefined
  if (wanted < 0) return NEVER
  return field === 'expires' ? dayOf(Math.floor(wanted / 86_400)) : wanted
}

/**
 * Returns the present value of a field on the host, in the same form. Throws TaskError if the session cannot read
 * /etc/shadow.
 */
export function presentAging({ aging }: UserState, field: AgingField): Json {
  if (aging === null)
    throw new TaskError(
      'the session cannot read /etc/shadow, so Drover cannot compare the dates of the account',
      {
        hint: 'say `become: true`',
      },
    )
  const present = aging?.[field] ?? null
  if (present === null) return NEVER
  return field === 'expires' ? dayOf(present) : present
}

/** Returns the options of chage for the fields of `after`, the new values in a change. */
export function chageOptions(after: { readonly [field: string]: unknown }): string[] {
  return AGING_FIELDS.flatMap(field => {
    const value = after[field]
    if (typeof value !== 'string' && typeof value !== 'number') return []
    return [CHAGE[field], value === NEVER ? '-1' : String(value)]
  })
}

function dayOf(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10)
}
