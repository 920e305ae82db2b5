import { isIn } from '../jinja/compare.ts'
import type { Test } from '../jinja/frame.ts'
import type { Passed } from '../jinja/passed.ts'
import { used } from '../jinja/values.ts'

/** Ansible's tests for URIs. */
export const uriTests: Readonly<Record<string, Test>> = {
  uri: (value, passed) => isUri(value, schemesOf(passed)),
  url: (value, passed) => {
    const { scheme, host } = partsOf(used(value))
    return isUri(value, schemesOf(passed)) && (host !== '' || scheme === 'file')
  },
  urn: value => isUri(value, ['urn']),
}

function schemesOf(passed: Passed): unknown {
  return passed.value(0, 'schemes', null)
}

/** Whether a value is a URI. As in Ansible, any string is one unless schemes are given. */
function isUri(value: unknown, schemes: unknown): boolean {
  const found = used(value)
  if (typeof found !== 'string') return false
  if (schemes === null || (Array.isArray(schemes) && schemes.length === 0)) return true
  return isIn(partsOf(found).scheme, schemes)
}

/** Splits a URI as Python's `urlparse` does, reduced to the scheme and the host. */
function partsOf(value: unknown): { scheme: string; host: string } {
  const text = typeof value === 'string' ? value : ''
  const [, scheme = '', host = ''] = /^(?:([a-zA-Z][a-zA-Z\d+.-]*):)?(?:\/\/([^/?#]*))?/.exec(text) ?? []
  return { scheme: scheme.toLowerCase(), host }
}
