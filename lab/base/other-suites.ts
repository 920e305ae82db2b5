import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../program.ts'
import { otherSuites, releasePackages } from './recipe.ts'
import type { Sources } from './sources.ts'

/** Older and newer etcd, in a folder a suite; a suite that this machine cannot reach has none. */
export async function fetchOtherSuites(
  dir: string,
  sources: Sources,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const fetched = otherSuites.map(suite =>
    fetchSuite(join(dir, suite), suite, siteOf(sources)).catch(error => {
      print(`no etcd of ${suite}, so no tests with it: ${error instanceof Error ? error.message : error}`)
      return undefined
    }),
  )
  return (await Promise.all(fetched)).filter(folder => folder !== undefined)
}

/** The URL of Debian's own releases, from this machine's sources. */
function siteOf({ lines, codename }: Sources): string {
  const line = lines.find(each => each.split(' ')[2] === codename) ?? ''
  return line.split(' ')[1] ?? ''
}

/** By apt itself, with lists and settings of its own, so that this machine's stay as they are. */
async function fetchSuite(dir: string, suite: string, site: string): Promise<string> {
  const state = join(dir, 'apt')
  const packages = join(dir, 'packages')
  for (const folder of ['lists/partial', 'archives/partial'])
    await mkdir(join(state, folder), { recursive: true })
  await mkdir(packages, { recursive: true })
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
  await writeFile(join(state, 'sources.list'), `deb [signed-by=${keyring}] ${site} ${suite} main\n`)
  const own = [
    `Dir::Etc::SourceList=${join(state, 'sources.list')}`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${join(state, 'lists')}`,
    'Dir::State::Status=/dev/null',
    `Dir::Cache=${state}`,
    'Acquire::Languages=none',
    'APT::Sandbox::User=root',
  ].flatMap(option => ['-o', option])
  await run('apt-get', ['-qq', ...own, 'update'], { cwd: packages })
  const wanted = releasePackages.filter(name => name.startsWith('etcd-'))
  await run('apt-get', ['-qq', ...own, 'download', ...wanted], { cwd: packages })
  if ((await readdir(packages)).length < wanted.length) throw new Error('apt fetched nothing')
  return packages
}
