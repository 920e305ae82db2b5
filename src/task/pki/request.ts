import { isIP } from 'node:net'
import { z } from 'zod'
import { number, text } from '../params.ts'
import { BIT_NAMES, extendedUsages, keyUsageBits, USAGES } from './usages.ts'

/** Hours, as cfssl writes them: `87600h`. */
export function hours() {
  return z.string().regex(/^\d+h$/, 'expected hours, such as `8760h`')
}

/** Who a certificate is for, in the form of a cfssl request. */
export const requestParams = {
  CN: text()
    .default('frognew')
    .describe('The common name.')
    .meta({ examples: ['frognew'] }),
  names: z
    .array(z.record(z.enum(['C', 'ST', 'L', 'O', 'OU']), text()))
    .default([{ C: 'CN', ST: 'BeiJing', L: 'BeiJing', O: 'frognew', OU: 'cloudnative' }])
    .describe('The other fields of the subject.')
    .meta({ examples: [[{ C: 'CN', O: 'frognew' }]] }),
  key: z
    .strictObject({ algo: z.enum(['rsa', 'ecdsa']).default('rsa'), size: number().default(2048) })
    .default({ algo: 'rsa', size: 2048 })
    .describe('The kind and size of the key; `forge` makes rsa alone.')
    .meta({ examples: [{ algo: 'rsa', size: 2048 }] }),
}

/** The profile by which an authority signs. */
export const profileParams = {
  profile: text()
    .default('frognew')
    .describe('The name of the signing profile.')
    .meta({ examples: ['frognew'] }),
  usages: z
    .array(z.enum(USAGES as [string, ...string[]]))
    .default(['signing', 'key encipherment', 'server auth', 'client auth'])
    .describe('What certificates of the profile may be used for.')
    .meta({ examples: [['signing', 'key encipherment', 'server auth']] }),
  expiry: hours()
    .default('87600h')
    .describe('How long certificates of the profile last.')
    .meta({ examples: ['8760h'] }),
}

export interface Subject {
  readonly CN: string
  readonly names: readonly Readonly<Record<string, string>>[]
}

/** The subject as a certificate's view has it. */
export function subjectLine({ CN, names }: Subject): string {
  const fields = names.flatMap(each => Object.entries(each).map(([field, value]) => `${field}=${value}`))
  return [...fields, `CN=${CN}`].sort().join(', ')
}

/** Host names and addresses as a certificate's view has them. */
export function alternativeNames(hosts: readonly string[]): string[] {
  return hosts.map(host => (isIP(host) ? `IP:${host}` : `DNS:${host}`)).sort()
}

/** What a profile's usages come to in a certificate. */
export function usageFields(usages: readonly string[]): { keyUsage: string[]; extendedKeyUsage: string[] } {
  return {
    keyUsage: keyUsageBits(usages).map(bit => BIT_NAMES[bit] ?? ''),
    extendedKeyUsage: extendedUsages(usages),
  }
}

/** `87600h` as a number. */
export function toHours(text: string): number {
  return Number(text.slice(0, -1))
}
