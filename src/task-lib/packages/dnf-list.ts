import { type Probe, probe } from '../../remote/probe.ts'
import { type ShellText, sh } from '../../shell/quote.ts'

/** One listed package or repository, with the fields of Ansible's module `dnf`. */
export type DnfListed = { readonly [field: string]: string }

const FIELDS = ['name', 'arch', 'epoch', 'release', 'version', 'repoid'] as const

/** The repoquery option for each keyword that selects packages. */
const SELECTION: Readonly<Record<string, string>> = {
  installed: '--installed',
  available: '--available',
  updates: '--upgrades',
  upgrades: '--upgrades',
}

/**
 * Returns a probe that lists packages from dnf's cache: `installed`, `available`, `updates`, or those that match a name
 * or pattern. `repos` lists the enabled repositories instead. The result is null if dnf has no cached metadata.
 */
export function dnfList(what: string, options: readonly string[]): Probe<readonly DnfListed[] | null> {
  const isOfRepositories = what === 'repos' || what === 'repositories'
  return probe<readonly DnfListed[] | null>({
    title: `list of ${what}`,
    script: isOfRepositories
      ? sh`LC_ALL=C dnf -q -C ${options} repolist --enabled 2>/dev/null || exit 3`
      : packageQuery(what, options),
    answers: [0, 3],
    parse: ({ status, stdout }) => {
      if (status === 3) return null
      const lines = stdout.toString().split('\n')
      return isOfRepositories ? repositoriesIn(lines) : lines.flatMap(packageIn)
    },
  })
}

function packageQuery(what: string, options: readonly string[]): ShellText {
  const format = `${FIELDS.map(field => `%{${field}}`).join('|')}\\n`
  const query = (words: readonly string[]): ShellText =>
    sh`LC_ALL=C dnf -q -C ${options} repoquery --qf ${format} ${words} 2>/dev/null || exit 3`
  const selection = SELECTION[what]
  if (selection !== undefined) return query([selection])
  return sh`${query(['--installed', '--', what])}
${query(['--available', '--', what])}`
}

function packageIn(line: string): DnfListed[] {
  const values = line.split('|')
  if (values.length !== FIELDS.length) return []
  const [name = '', arch = '', epoch = '', release = '', version = '', repo = ''] = values
  const envra = `${epoch}:${name}-${version}-${release}.${arch}`
  const yumstate = repo === '@System' ? 'installed' : 'available'
  return [{ ...{ name, arch, epoch, release, version, repo, envra, nevra: envra }, yumstate }]
}

/** Parses lines of the form `ID  NAME` after a header line. */
function repositoriesIn(lines: readonly string[]): DnfListed[] {
  const ids = lines.slice(1).map(line => line.split(/\s+/)[0] ?? '')
  return ids.filter(id => id !== '').map(repoid => ({ repoid, state: 'enabled' }))
}
