import { chmod, copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../errors.ts'
import { run } from '../program.ts'
import { checksumFile } from './checksums.ts'
import { releasePackages } from './recipe.ts'

/**
 * The versions served: Debian's etcd, the same with the name of the next patch, for tests that need two archives and no more, and
 * etcd of other minor versions, oldest first.
 */
export type Versions = { etcd: string; etcdNext: string; etcdOthers: string[]; cfssl: string }

/** Serves Debian's etcd and cfssl under the names and in the layout of the upstream releases. */
export async function makeReleases(dir: string, otherSuites: readonly string[]): Promise<void> {
  const debs = join(dir, 'www', 'debian')
  const unpacked = join(dir, 'unpacked')
  const versions: Versions = { ...(await unpack(debs, unpacked)), etcdOthers: [] }
  const bin = join(unpacked, 'usr', 'bin')
  const releases = join(dir, 'www', 'coreos', 'etcd', 'releases', 'download')
  await makeEtcdRelease(releases, bin, versions.etcd)
  await renameVersion(join(bin, 'etcd'), versions.etcd, versions.etcdNext)
  await renameVersion(join(bin, 'etcdctl'), versions.etcd, versions.etcdNext)
  await makeEtcdRelease(releases, bin, versions.etcdNext)
  for (const suite of otherSuites) versions.etcdOthers.push(await makeOther(releases, suite))
  await cp(join(dir, 'www', 'coreos'), join(dir, 'www', 'etcd-io'), { recursive: true })
  await makeCfsslRelease(join(dir, 'www', 'cloudflare', 'cfssl', 'releases', 'download'), bin, versions.cfssl)
  await writeFile(join(dir, 'versions.json'), JSON.stringify(versions))
  await rm(unpacked, { recursive: true })
}

/** Serves the etcd of another Debian release; gives its version. */
async function makeOther(releases: string, packages: string): Promise<string> {
  const target = join(packages, 'unpacked')
  const [server = '', ...others] = (await readdir(packages))
    .filter(name => name.endsWith('.deb'))
    .sort()
    .reverse()
  for (const file of [server, ...others]) await run('dpkg-deb', ['--extract', join(packages, file), target])
  const version = upstreamVersion(await run('dpkg-deb', ['--field', join(packages, server), 'Version']))
  await makeEtcdRelease(releases, join(target, 'usr', 'bin'), version)
  return version
}

async function unpack(debs: string, target: string): Promise<Omit<Versions, 'etcdOthers'>> {
  const names = await readdir(debs)
  const versionOf: Record<string, string> = {}
  for (const wanted of releasePackages) {
    const file = names.find(name => name.startsWith(`${wanted}_`))
    if (!file)
      throw new LabError(`the mirror has no package \`${wanted}\`, which the release archives are made of`)
    await run('dpkg-deb', ['--extract', join(debs, file), target])
    versionOf[wanted] = upstreamVersion(await run('dpkg-deb', ['--field', join(debs, file), 'Version']))
  }
  const etcd = versionOf['etcd-server']!
  return { etcd, etcdNext: nextPatch(etcd), cfssl: versionOf['golang-cfssl']! }
}

/** The upstream release in a Debian version: `1:1.2.0+git20160825-3+b1` is 1.2.0. */
export function upstreamVersion(debian: string): string {
  const [, version] = /^(?:\d+:)?(\d+\.\d+\.\d+)/.exec(debian.trim()) ?? []
  if (!version) throw new LabError(`cannot read an upstream version x.y.z in \`${debian.trim()}\``)
  return version
}

/** The version after this one, of the same length: `3.4.23` gives `3.4.24`, `3.4.9` gives `3.4.8`. */
export function nextPatch(version: string): string {
  const [, before = '', last = ''] = /^(.*)(\d)$/.exec(version) ?? []
  return before + (last === '9' ? '8' : Number(last) + 1)
}

async function makeEtcdRelease(releases: string, bin: string, version: string): Promise<void> {
  const folder = `etcd-v${version}-linux-amd64`
  const archive = `${folder}.tar.gz`
  const target = join(releases, `v${version}`)
  await mkdir(join(target, folder), { recursive: true })
  for (const name of ['etcd', 'etcdctl']) await copyFile(join(bin, name), join(target, folder, name))
  const readme = `# etcd ${version}\n\nPrograms of Debian's packages in the layout of a release, for tests.\n`
  for (const name of ['README.md', 'README-etcdctl.md']) await writeFile(join(target, folder, name), readme)
  const plain = [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mtime=@0',
    '--mode=u=rwX,go=rX',
  ]
  await run('tar', [...plain, '--gzip', '-cf', archive, folder], { cwd: target })
  await rm(join(target, folder), { recursive: true })
  const content = await readFile(join(target, archive))
  await writeFile(join(target, 'SHA256SUMS'), checksumFile([{ name: archive, content }]))
}

/**
 * Gives the same program another version, so that an upgrade has two different archives. The version occurs
 * once in the program, and a text of the same length moves nothing.
 */
async function renameVersion(file: string, from: string, to: string): Promise<void> {
  const content = await readFile(file)
  for (let at = content.indexOf(from); at >= 0; at = content.indexOf(from, at)) content.write(to, at)
  await writeFile(file, content)
}

async function makeCfsslRelease(releases: string, bin: string, version: string): Promise<void> {
  const target = join(releases, `v${version}`)
  await mkdir(target, { recursive: true })
  const files = ['cfssl', 'cfssljson', 'cfssl-certinfo'].map(name => ({
    name: `${name}_${version}_linux_amd64`,
    from: name,
  }))
  for (const { name, from } of files) {
    await copyFile(join(bin, from), join(target, name))
    await chmod(join(target, name), 0o644)
  }
  const contents = files.map(async ({ name }) => ({ name, content: await readFile(join(target, name)) }))
  await writeFile(join(target, `cfssl_${version}_checksums.txt`), checksumFile(await Promise.all(contents)))
}
