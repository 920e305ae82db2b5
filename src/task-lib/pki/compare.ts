import type { Json } from '../../authoring/plan.ts'
import { showDuration } from '../../base/duration.ts'
import { canonicalHost } from '../x509/addresses.ts'
import type { Profile, Request } from './documents.ts'
import { milliseconds } from './duration.ts'
import { extendedUsages, extendedUsageWords, keyUsageBits, keyUsageWords } from './usages.ts'
import type { CertificateView } from './view.ts'

/** The wanted fields of a certificate, in the terms of its view. */
export type WantedCertificate = Partial<
  Pick<CertificateView, 'subject' | 'issuer' | 'hosts' | 'key' | 'is_ca' | 'key_usage' | 'extended_key_usage'>
> & {
  /** How long it lasts, as a duration. */
  readonly expiry: string
}

/** The fields in which two descriptions differ. */
export interface Differences {
  readonly before: { readonly [field: string]: Json }
  readonly after: { readonly [field: string]: Json }
}

/** Issuers round the dates to minutes and seconds. */
const ROUNDING = 10 * 60_000

/** The fields of a certificate that are not as wanted, before and after. */
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

/** The subject that a request asks for, as a view has it. */
export function subjectOf({ CN, names }: Pick<Request, 'CN' | 'names'>): string[] {
  const fields = [...names.flatMap(each => Object.entries(each)), ['CN', CN] as const]
  return [
    ...new Set(fields.filter(([, value]) => value !== '').map(([field, value]) => `${field}=${value}`)),
  ].sort()
}

/** The alternative names that a request asks for, as a view has them. */
export function hostsOf({ hosts = [] }: Pick<Request, 'hosts'>): string[] {
  return [...new Set(hosts.filter(host => host !== '').map(canonicalHost))].sort()
}

/** The usages that a profile gives, as a view has them. */
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

/** Faults of a certificate as they are once it is issued again. */
export function mended(faults: Readonly<Record<string, unknown>>): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.keys(faults).map(fault => [fault, fault === 'not_after' ? 'renewed' : true]),
  )
}
