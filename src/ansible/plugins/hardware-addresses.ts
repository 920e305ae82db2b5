import { ownValue } from '../../base/own-value.ts'
import { JinjaError } from '../jinja/error.ts'
import type { Filter } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { toText } from '../jinja/text.ts'
import { used } from '../jinja/values.ts'

/** The filters for MAC addresses of ansible.utils. */
export const HARDWARE_FILTERS: Readonly<Record<string, Filter>> = {
  hwaddr: (value, passed) => hardwareAddress(value, passed),
  macaddr: (value, passed) => hardwareAddress(value, passed),
}

/** The formats of `hwaddr`: each writes the twelve digits of an address. */
const STYLES: Readonly<Record<string, (digits: string) => unknown>> = {
  bare: digits => digits.toUpperCase(),
  bool: () => true,
  int: digits => Number.parseInt(digits, 16),
  cisco: digits => inGroups(digits, 4, '.'),
  eui48: digits => inGroups(digits.toUpperCase(), 2, '-'),
  linux: digits => inGroups(digits, 2, ':'),
  pgsql: digits => inGroups(digits, 6, ':'),
  postgresql: digits => inGroups(digits, 6, ':'),
  psql: digits => inGroups(digits, 6, ':'),
  unix: digits => inGroups(digits, 2, ':').replace(/\b0(?=[\da-f])/g, ''),
  win: digits => inGroups(digits.toUpperCase(), 2, '-'),
}

function hardwareAddress(value: unknown, passed: Passed): unknown {
  const query = passed.text(0, 'query', '')
  const text = toText(value)
  const digits = digitsOf(text)
  if (digits === undefined) {
    if (query !== '' && query !== 'bool')
      throw new JinjaError(`\`hwaddr\` takes a hardware address, got \`${text}\``)
    return null
  }
  if (query === '') return used(value)
  const write = ownValue(STYLES, query)
  if (write) return write(digits)
  throw new JinjaError(`\`hwaddr\` knows no query \`${query}\``, {
    hint: `its queries are ${Object.keys(STYLES).join(', ')}`,
  })
}

const WRITTEN = [
  { pattern: /^(?:[\da-f]{1,2}:){5}[\da-f]{1,2}$/, separator: ':', length: 2 },
  { pattern: /^(?:[\da-f]{1,2}-){5}[\da-f]{1,2}$/, separator: '-', length: 2 },
  { pattern: /^(?:[\da-f]{1,4}\.){2}[\da-f]{1,4}$/, separator: '.', length: 4 },
  { pattern: /^(?:[\da-f]{1,4}:){2}[\da-f]{1,4}$/, separator: ':', length: 4 },
  { pattern: /^[\da-f]{5,6}[:-][\da-f]{5,6}$/, separator: /[:-]/, length: 6 },
  { pattern: /^[\da-f]{11,12}$/, separator: ' ', length: 12 },
]

function digitsOf(text: string): string | undefined {
  const written = text.toLowerCase()
  const style = WRITTEN.find(({ pattern }) => pattern.test(written))
  return (
    style &&
    written
      .split(style.separator)
      .map(part => part.padStart(style.length, '0'))
      .join('')
  )
}

function inGroups(digits: string, length: number, separator: string): string {
  return (digits.match(new RegExp(`.{${length}}`, 'g')) ?? []).join(separator)
}
