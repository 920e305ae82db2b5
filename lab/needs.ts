import { LabError } from './errors.ts'
import { ask, run } from './program.ts'

/** Debian packages that the lab itself needs. Debian's cfssl is linked to libsqlite3-0. */
const packages = [
  'attr',
  'debian-archive-keyring',
  'dpkg-dev',
  'iproute2',
  'libsqlite3-0',
  'mmdebstrap',
  'openssh-client',
  'openssl',
  'systemd-container',
]

/** Throws LabError if the lab cannot run here because the user is not root. */
export function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new LabError('the lab creates namespaces and mounts: run it as root')
}

/** Installs missing packages that the lab needs. Returns quickly if none is missing. */
export async function installNeeds(print: (line: string) => void): Promise<void> {
  const missing = await missingPackages()
  if (missing.length === 0) return
  print(`installing ${missing.join(', ')}`)
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } }
  await run('apt-get', ['-qq', 'update'], quiet)
  await run('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', ...missing], quiet)
}

async function missingPackages(): Promise<string[]> {
  const { stdout } = await ask('dpkg-query', [
    '--show',
    '--showformat',
    '${Package} ${db:Status-Status}\\n',
    ...packages,
  ])
  const installed = new Set(stdout.split('\n').filter(line => line.endsWith(' installed')))
  return packages.filter(name => !installed.has(`${name} installed`))
}
