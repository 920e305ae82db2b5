/** The address of a repository as it is passed to git, and the credentials that must not be part of it. */
export interface RepoAddress {
  /** The URL. User and password for HTTP are removed. A path becomes a `file://` URL, which shallow clones need. */
  readonly url: string
  readonly credentials?: Credentials
}

/** User and password for one HTTP server. */
export interface Credentials {
  /** The server as it is written in git's credential settings: `https://git.example.com`. */
  readonly server: string
  readonly username: string
  readonly password: string
}

const SCHEMES = ['https', 'http', 'ssh', 'git+ssh', 'ssh+git', 'git', 'file']

/** Returns what is wrong with the address of a repository; undefined if it is valid. */
export function addressFault(repo: string): string | undefined {
  if (/[\x00-\x1f\x7f]/.test(repo)) return 'cannot hold control characters'
  if (/^[/~]/.test(repo)) return undefined
  // Transports that run a command of their own, such as `ext::`, are refused.
  if (/^[^/:@]+::/.test(repo))
    return `expected a URL; \`${repo.split('::')[0]}::\` would start a helper program`
  const [, scheme, rest = ''] = /^([a-z0-9+.-]+):\/\/(.*)$/is.exec(repo) ?? []
  if (scheme === undefined) return isScpLike(repo) ? undefined : EXPECTED
  if (!SCHEMES.includes(scheme.toLowerCase())) return `expected one of ${SCHEMES.join(', ')} as the protocol`
  const [, user, host = ''] = /^(?:([^/]*)@)?([^/]*)/.exec(rest) ?? []
  if (/^file$/i.test(scheme)) return rest.includes('/') ? undefined : EXPECTED
  // A host that ssh would read as an option is refused.
  if (host === '' || host.startsWith('-') || user?.startsWith('-')) return EXPECTED
  if (/^https?$/i.test(scheme)) return credentialsFault(user)
  return user?.includes(':') ? 'only HTTP URLs can contain a password; use `key_file` with ssh' : undefined
}

/** Splits an address that `addressFault` accepts into URL and credentials. A leading `~` must already be resolved. */
export function readAddress(repo: string): RepoAddress {
  // git decodes the path of a URL, so `%` is encoded.
  if (repo.startsWith('/')) return { url: `file://${repo.replaceAll('%', '%25')}` }
  const [, scheme = '', user, rest = ''] = /^(https?:\/\/)(?:([^/]*)@)?(.*)$/is.exec(repo) ?? []
  if (user === undefined) return { url: repo }
  const at = user.indexOf(':')
  const [username, password] = at < 0 ? [user, ''] : [user.slice(0, at), user.slice(at + 1)]
  return {
    url: `${scheme}${rest}`,
    credentials: {
      server: `${scheme.toLowerCase()}${rest.split('/')[0]}`,
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
    },
  }
}

/** Returns an address for output, with user and password of a URL hidden. */
export function shownAddress(url: string): string {
  return url.replace(/^([a-z0-9+.-]+:\/\/)[^/]*@/i, (whole, scheme: string) =>
    /^https?:/i.test(scheme) || whole.slice(scheme.length).includes(':') ? `${scheme}***@` : whole,
  )
}

const EXPECTED =
  'expected a URL, `user@host:path` or an absolute path, such as `https://git.example.com/app.git`'

function isScpLike(repo: string): boolean {
  return /^(?:[^-/:@\s][^/:@\s]*@)?(?:[^-/:@\s[][^/:@\s]*|\[[^\]\s]+\]):[^\s].*$/.test(repo)
}

function credentialsFault(user = ''): string | undefined {
  try {
    // git reads credentials line by line.
    return /[\r\n\0]/.test(decodeURIComponent(user)) ? 'a password cannot hold a line break' : undefined
  } catch {
    return 'expected a `%` in user and password to be written as `%25`'
  }
}
