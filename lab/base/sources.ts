import { LabError } from '../errors.ts'
import { run } from '../program.ts'

export type Sources = { codename: string; lines: string[] }

/** This machine's own Debian package sources, which the base and the mirror are made from. */
export async function readSources(): Promise<Sources> {
  const format = '$(ORIGIN)\t$(SITE)\t$(CODENAME)\t$(COMPONENT)'
  const targets = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'])
  const sources = sourcesIn(targets)
  if (sources.lines.length > 0) return sources
  throw new LabError('apt knows no Debian sources; run `apt-get update` and see that it succeeds')
}

/** Reads what `apt-get indextargets` prints, one index a line: origin, site, codename, component. */
export function sourcesIn(targets: string): Sources {
  const rows = targets
    .split('\n')
    .map(line => line.split('\t'))
    .filter(([origin]) => origin === 'Debian')
  const lines = rows.map(([, site, codename, component]) => `deb ${site} ${codename} ${component}`)
  const suites = rows.map(([, , codename = '']) => codename).sort((a, b) => a.length - b.length)
  return { codename: suites[0] ?? '', lines: [...new Set(lines)].sort() }
}
