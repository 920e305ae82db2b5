import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Base } from '../base/build.ts'
import { readSources } from '../base/sources.ts'
import { run } from '../program.ts'

/**
 * The root of hosts that take packages as the Red Hat family does: the base with Debian's rpm and dnf, and without apt and dpkg.
 * It is made when it is first asked for, with the packages that it can install, which the lab serves at `/rpm`.
 */
export async function ensureRpmRoot(base: Base, print: (line: string) => void): Promise<string> {
  const dir = dirname(base.root)
  const root = join(dir, `rpm-root-${await recipeKey()}`)
  if (existsSync(root)) return root
  print(`making the root of rpm hosts in ${root}, once; this takes a minute`)
  const partial = `${root}.partial`
  await rm(partial, { recursive: true, force: true })
  await run('cp', ['-a', '--', base.root, partial])
  const { lines } = await readSources()
  await writeFile(join(partial, 'tmp', 'sources.list'), `${lines.join('\n')}\n`)
  const served = join(base.www, 'rpm')
  await rm(served, { recursive: true, force: true })
  await mkdir(served)
  const releases = join(base.www, 'etcd-io', 'etcd', 'releases', 'download')
  const others = join(base.www, 'coreos', 'etcd', 'releases', 'download')
  const versions = [base.versions.etcd, ...base.versions.etcdOthers]
  const archives = versions.map(version => {
    const file = join(`v${version}`, `etcd-v${version}-linux-amd64.tar.gz`)
    return existsSync(join(releases, file)) ? join(releases, file) : join(others, file)
  })
  await run('sh', [join(import.meta.dirname, 'setup.sh'), partial, served, import.meta.dirname, ...archives])
  await rename(partial, root)
  return root
}

async function recipeKey(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(import.meta.dirname)).sort())
    hash.update(name).update(await readFile(join(import.meta.dirname, name)))
  return hash.digest('hex').slice(0, 12)
}
