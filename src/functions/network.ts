import { parseAddress, reverseName } from '../base/ip-address.ts'
import { ownValue } from '../base/own-value.ts'
import { InputError } from '../errors.ts'
import { isMap } from '../values/plain.ts'
import { ONLY_AT_RUN, type RenderContext, readingHelper } from './controller.ts'
import { type Helper, isNothing, map, number, type Options, text } from './helper.ts'
import { isTrue } from './lookup.ts'

/** Helpers that send network requests from the controller, like Ansible's lookups of the same names. */
export const NETWORK_HELPERS: Readonly<Record<string, Helper>> = {
  url: readingHelper(
    'url address [username=] [password=] [headers=] [timeout=] [validate_certs=] [use_proxy=]',
    'the text at a URL, fetched with curl on the controller; it is reused until a task changes something on the controller',
    [ONLY_AT_RUN],
    ([address], options, context) => fetchText(text('url', address), options, context),
  ),
  dig: readingHelper(
    'dig name [qtype=] [servers=] [fail_on_error=] [real_empty=]',
    'a list of the DNS records of a name, as strings; `qtype` is the type (default `A`), `servers` is a list of name servers; if there are no records, an empty list, with `fail_on_error` an error, with `real_empty=false` a list with `NXDOMAIN` or an empty string',
    [ONLY_AT_RUN],
    ([name], options, context) => recordsOf(text('dig', name), options, context),
  ),
}

function fetchText(url: string, options: Options, { controller }: RenderContext): string {
  const { username, password, headers = {}, timeout = 10, validate_certs: verifies = true } = options
  const given = isMap(headers) ? headers : map('headers', headers)
  return controller.fetch({
    url,
    headers: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, text('headers', value)])),
    username: isNothing(username) ? undefined : text('username', username),
    password: isNothing(password) ? undefined : text('password', password),
    timeout: number('timeout', timeout),
    verifiesCertificates: isTrue(verifies),
    isDirect: !isTrue(options.use_proxy ?? true),
  })
}

/** The results of Ansible's lookup for a name that does not exist, and for one without records of the type. */
const NO_RECORDS: Readonly<Record<string, string>> = { ENOTFOUND: 'NXDOMAIN', ENODATA: '' }

function recordsOf(name: string, options: Options, { controller }: RenderContext): string[] {
  const type = text('dig', options.qtype ?? 'A').toUpperCase()
  const show = ownValue(RECORDS, type)
  if (!show) {
    throw new InputError(`\`dig\` asks for ${Object.keys(RECORDS).join(', ')}, got \`${type}\``, {
      hint: 'run `dig` in a task for records of other types',
    })
  }
  const servers = (options.servers as readonly unknown[] | undefined) ?? []
  const address = type === 'PTR' ? parseAddress(name) : undefined
  const asked = address ? reverseName(address).replace(/\.$/, '') : name
  const answer = controller.resolve({
    name: asked,
    type,
    servers: servers.map(server => text('servers', server)),
  })
  if ('records' in answer) return answer.records.map(record => show(record as Fields))
  const nothing = ownValue(NO_RECORDS, answer.code)
  if (nothing !== undefined && !isTrue(options.fail_on_error))
    return isTrue(options.real_empty ?? true) ? [] : [nothing]
  throw new InputError(`\`dig\` got no ${type} records of \`${name}\`: ${answer.message}`)
}

type Fields = Readonly<Record<string, unknown>>

/** Writes records in the format of zone files (RFC 1035), by type. */
const RECORDS: Readonly<Record<string, (record: Fields) => string>> = {
  A: String,
  AAAA: String,
  CAA: record => {
    const [tag = '', value] =
      Object.entries(record).find(([key]) => key !== 'critical' && key !== 'type') ?? []
    return `${record.critical} ${tag} "${value}"`
  },
  CNAME: withDot,
  MX: record => `${record.priority} ${withDot(record.exchange)}`,
  NAPTR: ({ order, preference, flags, service, regexp, replacement }) =>
    `${order} ${preference} "${flags}" "${service}" "${regexp}" ${withDot(replacement)}`,
  NS: withDot,
  PTR: withDot,
  SOA: ({ nsname, hostmaster, serial, refresh, retry, expire, minttl }) =>
    `${withDot(nsname)} ${withDot(hostmaster)} ${serial} ${refresh} ${retry} ${expire} ${minttl}`,
  SRV: ({ priority, weight, port, name }) => `${priority} ${weight} ${port} ${withDot(name)}`,
  TXT: parts => Object.values(parts).join(''),
}

function withDot(name: unknown): string {
  return `${String(name).replace(/\.$/, '')}.`
}
