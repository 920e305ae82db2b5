/** Whether a path is `/` or another directory that the system needs and that is never deleted. */
export function isProtected(path: string): boolean {
  // safety: a system directory is not deleted, however its path is written
  return PROTECTED.has(lexical(path))
}

/** Resolves `.`, `..` and doubled slashes in a path without looking at the file system. */
export function lexical(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

const BELOW_USR = ['bin', 'include', 'lib', 'lib32', 'lib64', 'libexec', 'local', 'sbin', 'share']
const BELOW_VAR = ['cache', 'lib', 'log', 'mail', 'run', 'spool', 'tmp']

/** All paths that are never deleted. */
export const PROTECTED: ReadonlySet<string> = new Set(
  [
    '/',
    ...['bin', 'boot', 'dev', 'etc', 'home', 'lib', 'lib32', 'lib64', 'libx32', 'media', 'mnt', 'opt'],
    ...['proc', 'root', 'run', 'sbin', 'srv', 'sys', 'tmp', 'usr', 'var'],
    ...BELOW_USR.map(name => `usr/${name}`),
    ...BELOW_VAR.map(name => `var/${name}`),
    ...['etc/ssh', 'etc/systemd', 'etc/systemd/system', 'usr/lib/systemd', 'var/lib/dpkg', 'var/lib/rpm'],
  ].map(path => (path === '/' ? path : `/${path}`)),
)
