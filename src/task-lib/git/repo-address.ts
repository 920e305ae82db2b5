/** The address of a repository as git is given it, and what must not be in it. */
export interface RepoAddress {
  /** Without user and password if git would send them by HTTP. A path becomes a `file://` URL, as shallow clones need. */
  readonly url: string
  readonly credentials?: Credentials
}

/** User and password for one HTTP server. */
export interface Credentials {
  /** The server as git's credential settings name it: `https://git.example.com`. */
  readonly server: string
  readonly username: string
  readonly password: string
}

const SCHEMES = ['https', 'http', 'ssh', 'git+ssh', 'ssh+git', 'git', 'file']

/** What is wrong with the address of a repository; undefined if nothing is. */
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

/** Reads an address that `addressFault` finds nothing wrong with; a leading `~` must be replaced already. */
export function readAddress(repo: string): RepoAddress {
  // git decodes the path of a URL.
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

/** An address that may be shown: user and password of a URL are hidden. */
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
