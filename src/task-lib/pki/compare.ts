import type { Json } from '../../authoring/plan.ts'
import { showDuration } from '../../base/duration.ts'
import { canonicalHost } from '../x509/addresses.ts'
import type { Profile, Request } from './documents.ts'
import { milliseconds } from './duration.ts'
import { extendedUsages, extendedUsageWords, keyUsageBits, keyUsageWords } from './usages.ts'
import type { CertificateView } from './view.ts'

/** The desired fields of a certificate, in the form of `CertificateView`. */
export type WantedCertificate = Partial<
  Pick<CertificateView, 'subject' | 'issuer' | 'hosts' | 'key' | 'is_ca' | 'key_usage' | 'extended_key_usage'>
> & {
  /** The duration of its validity, such as `8760h`. */
  readonly expiry: string
}

/** The fields in which two descriptions differ. */
export interface Differences {
  readonly before: { readonly [field: string]: Json }
  readonly after: { readonly [field: string]: Json }
}

/** The tolerance for the duration of validity in milliseconds: issuers round the dates to minutes and seconds. */
const ROUNDING = 10 * 60_000

/** Returns the fields of a certificate that differ from the desired ones. */
export function compareCertificate(
  view: CertificateView,
  { expiry, ...wanted }: WantedCertificate,
): Differences {
  const before: Record<string, Json> = {}
  const after: Record<string, Json> = {}
  for (const [field, value] of Object.entries(wanted) as [keyof typeof wanted, Json][]) {
    if (JSON.stringify(view[field]) === JSON.stringify(value)) continue
    before[field] = view[field] as Json
    after[field] = value
  }
  const lasts = Date.parse(view.not_after) - Date.parse(view.not_before)
  if (Math.abs(lasts - milliseconds(expiry)) > ROUNDING) {
    before.expiry = showDuration(lasts)
    after.expiry = expiry
  }
  return { before, after }
}

/** Returns the subject of a signing request, in the form of `CertificateView`. */
export function subjectOf({ CN, names }: Pick<Request, 'CN' | 'names'>): string[] {
  const fields = [...names.flatMap(each => Object.entries(each)), ['CN', CN] as const]
  return [
    ...new Set(fields.filter(([, value]) => value !== '').map(([field, value]) => `${field}=${value}`)),
  ].sort()
}

/** Returns the alternative names of a signing request, in the form of `CertificateView`. */
export function hostsOf({ hosts = [] }: Pick<Request, 'hosts'>): string[] {
  return [...new Set(hosts.filter(host => host !== '').map(canonicalHost))].sort()
}

/** Returns the usages of a profile, in the form of `CertificateView`. */
export function usagesOf({
  usages,
}: Pick<Profile, 'usages'>): Pick<CertificateView, 'key_usage' | 'extended_key_usage'> {
  return {
    key_usage: keyUsageWords(keyUsageBits(usages)),
    extended_key_usage: extendedUsageWords(extendedUsages(usages)),
  }
}

/** Whether a certificate expires within the given time. */
export function isEnding(
  { not_after }: Pick<CertificateView, 'not_after'>,
  renewBefore: string,
  now: number,
): boolean {
  return Date.parse(not_after) - now < milliseconds(renewBefore)
}

/** Returns the values that the faulty fields have after the certificate is issued again, as a change shows them. */
export function renewedFields(faults: Readonly<Record<string, unknown>>): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.keys(faults).map(fault => [fault, fault === 'not_after' ? 'renewed' : true]),
  )
}
