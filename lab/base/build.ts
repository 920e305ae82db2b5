import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheDir, stateDir } from '../places.ts'
import { run } from '../program.ts'
import { fetchOtherSuites } from './other-suites.ts'
import { hostPackages, mirrorPackages } from './recipe.ts'
import { makeReleases, type Versions } from './releases.ts'
import { makeRepository } from './repository.ts'
import { readSources, type Sources } from './sources.ts'

export type Base = { root: string; www: string; versions: Versions }

/** The base image and what the lab serves, made once for each recipe and kept in the cache. */
export async function ensureBase(print: (line: string) => void): Promise<Base> {
  const sources = await readSources()
  const dir = join(cacheDir, await recipeKey(sources))
  if (!existsSync(dir)) await build(dir, sources, print)
  const versions = JSON.parse(await readFile(join(dir, 'versions.json'), 'utf8')) as Versions
  return { root: join(dir, 'root'), www: join(dir, 'www'), versions }
}

/** Names a base by all that made it, so that a changed recipe makes a new one. */
async function recipeKey(sources: Sources): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(sources))
  for (const name of (await readdir(import.meta.dirname)).sort())
    hash.update(name).update(await readFile(join(import.meta.dirname, name)))
  return hash.digest('hex').slice(0, 16)
}

async function build(dir: string, sources: Sources, print: (line: string) => void): Promise<void> {
  print(`making the base image and the mirror in ${dir}, once; this takes a minute`)
  const partial = `${dir}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  await makeRoot(join(partial, 'root'), join(partial, 'www', 'debian'), sources)
  const others = await fetchOtherSuites(join(partial, 'others'), sources, print)
  await makeReleases(partial, others)
  await rm(join(partial, 'others'), { recursive: true, force: true })
  await makeRepository(join(partial, 'www', 'debian'))
  await rename(partial, dir)
  await removeUnused(dir)
}

/**
 * Bases of earlier recipes go, unless a host of any lab on this machine still has its disk on one. What is being made may be
 * another lab's.
 */
async function removeUnused(kept: string): Promise<void> {
  const labs = (await readdir(dirname(stateDir)).catch(() => [])).filter(name => name.endsWith('-lab'))
  const states = [...new Set([stateDir, ...labs.map(name => join(dirname(stateDir), name))])]
  const bases = await Promise.all(states.map(basesOf))
  const used = new Set([kept, ...bases.flat()])
  const cached = (await readdir(cacheDir)).filter(name => /^[0-9a-f]{16}$/.test(name))
  const others = cached.map(name => join(cacheDir, name)).filter(dir => !used.has(dir))
  await Promise.all(others.map(dir => rm(dir, { recursive: true })))
}

/** The bases that the hosts of a lab have their disks on. */
async function basesOf(state: string): Promise<string[]> {
  const hosts = await readdir(join(state, 'hosts')).catch(() => [])
  const roots = hosts.map(name => readFile(join(state, 'hosts', name, 'base'), 'utf8').catch(() => ''))
  return (await Promise.all(roots)).map(root => dirname(root.trim()))
}

function makeRoot(root: string, packages: string, { codename, lines }: Sources): Promise<string> {
  const setup = ['sh', join(import.meta.dirname, 'setup.sh'), '"$1"', packages, ...mirrorPackages].join(' ')
  const options = [
    '--quiet',
    '--mode=root',
    '--variant=minbase',
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    '--aptopt=Acquire::Languages "none"',
    `--include=${hostPackages.join(',')}`,
    `--customize-hook=${setup}`,
  ]
  return run('mmdebstrap', [...options, codename, root, '-'], { input: lines.join('\n') + '\n' })
}
