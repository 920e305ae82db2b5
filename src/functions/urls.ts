import { createHash } from 'node:crypto'
import { unboxed } from '../base/float.ts'
import { InputError } from '../errors.ts'
import { isMap } from '../values/plain.ts'
import { type Helper, helper, list, optionHelper, text } from './helper.ts'

/** Helpers for URLs and UUIDs. */
export const URL_HELPERS: Readonly<Record<string, Helper>> = {
  urlencode: helper(
    'urlencode value',
    'the text with `%XX` for characters that a URL path cannot contain; for a map or a list of pairs, a query string',
    value => urlEncode(value),
  ),
  urldecode: helper('urldecode text', 'the text with every `%XX` and `+` decoded', value =>
    urlDecode(text('urldecode', value)),
  ),
  urlsplit: optionHelper(
    'urlsplit url [query=]',
    'a map of the parts of a URL (`scheme`, `netloc`, `hostname`, `port`, `username`, `password`, `path`, `query`, `fragment`), or only one part',
    ([value], { query = '' }) => {
      const parts = splitUrl(text('urlsplit', value))
      const part = text('urlsplit', query)
      if (part === '') return parts
      if (Object.hasOwn(parts, part)) return parts[part]
      throw new InputError(`\`urlsplit\` has the parts ${Object.keys(parts).join(', ')}, got \`${part}\``)
    },
  ),
  to_uuid: optionHelper(
    'to_uuid text [namespace=]',
    "the UUID (version 5) of a string, in Ansible's namespace or in `namespace`",
    ([value], { namespace = ANSIBLE_NAMESPACE }) => uuid5(text('to_uuid', namespace), text('to_uuid', value)),
  ),
}

/** Encodes as Jinja's `urlencode` does: `/` is only encoded in the values of a query string. */
function urlEncode(value: unknown): string {
  if (['string', 'number', 'boolean'].includes(typeof unboxed(value)))
    return percentEncode(String(value), '/')
  const pairs = isMap(value)
    ? Object.entries(value)
    : list('urlencode', value).map(pair => list('urlencode', pair).slice(0, 2))
  const query = (part: unknown): string =>
    percentEncode(part === null ? 'None' : text('urlencode', part), '').replaceAll('%20', '+')
  return pairs.map(([key, part]) => `${query(key)}=${query(part)}`).join('&')
}

function percentEncode(value: string, safe: string): string {
  return [...Buffer.from(value)]
    .map(byte => {
      const character = String.fromCharCode(byte)
      if (/[\w.~-]/.test(character) || safe.includes(character)) return character
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

/**
 * Decodes a URL component. As in Python's `unquote_plus`, bytes that are not UTF-8 become U+FFFD, and an invalid `%`
 * stays.
 */
function urlDecode(value: string): string {
  return value
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, bytes => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
}

/** Splits a URL into the parts that Python's `urllib.parse.urlsplit` returns. */
function splitUrl(url: string): Readonly<Record<string, unknown>> {
  const clean = url.replace(/[\t\r\n]/g, '').replace(/^[\0-\x20]+/, '')
  const [, scheme = '', afterScheme = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/s.exec(clean) ?? []
  const [, netloc = '', rest = ''] = /^(?:\/\/([^/?#]*))?(.*)$/s.exec(afterScheme) ?? []
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(rest) ?? []
  const at = netloc.lastIndexOf('@')
  const [username = null, password = null] = at < 0 ? [] : splitOnce(netloc.slice(0, at))
  const [, bracketed, named = '', port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(netloc.slice(at + 1)) ?? []
  const hostname = (bracketed ?? named).toLowerCase()
  if (port !== undefined && !/^\d*$/.test(port)) throw new InputError(`\`${port}\` is not the port of a URL`)
  return {
    fragment,
    hostname: hostname === '' ? null : hostname,
    netloc,
    password,
    path,
    port: port === undefined || port === '' ? null : Number(port),
    query,
    scheme: scheme.toLowerCase(),
    username,
  }
}

function splitOnce(userinfo: string): [string, string?] {
  const colon = userinfo.indexOf(':')
  return colon < 0 ? [userinfo] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)]
}

const ANSIBLE_NAMESPACE = '361e6d51-faec-444a-9079-341386da8e2e'

/**
 * Returns the UUID of version 5 (RFC 4122) of a namespace and a name: based on their SHA-1. Throws InputError if the
 * namespace is not a UUID.
 */
function uuid5(namespace: string, name: string): string {
  const hex = namespace.replace(/^urn:uuid:|[{}-]/g, '')
  if (!/^[0-9a-fA-F]{32}$/.test(hex)) throw new InputError(`\`${namespace}\` is not a UUID`)
  const bytes = createHash('sha1').update(Buffer.from(hex, 'hex')).update(name).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
