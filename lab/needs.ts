import { LabError } from './errors.ts'
import { ask, run } from './program.ts'

/** Debian packages the lab itself needs; libsqlite3-0 is what Debian's cfssl is linked to. */
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

/** Says why the lab cannot run here, if it cannot. */
export function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new LabError('the lab creates namespaces and mounts: run it as root')
}

/** Installs what the lab needs and is missing; quick when nothing is. */
export async function installNeeds(say: (line: string) => void): Promise<void> {
  const missing = await missingPackages()
  if (missing.length === 0) return
  say(`installing ${missing.join(', ')}`)
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
