import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from '../program.ts'
import { releaseFile } from './checksums.ts'

/** Makes a folder of .deb files into an apt repository, with a package of the lab's own in two versions. */
export async function makeRepository(dir: string): Promise<void> {
  for (const version of ['1.0', '2.0']) await makeSamplePackage(dir, version)
  const index = Buffer.from(await run('dpkg-scanpackages', ['--multiversion', '.'], { cwd: dir }))
  const indexes = [
    { name: 'Packages', content: index },
    { name: 'Packages.gz', content: gzipSync(index) },
  ]
  for (const { name, content } of indexes) await writeFile(join(dir, name), content)
  await writeFile(join(dir, 'Release'), releaseFile(indexes, new Date()))
}

/** `drover-sample` has one program that prints its version, for tests of pinning, upgrade and downgrade. */
async function makeSamplePackage(dir: string, version: string): Promise<void> {
  const tree = join(dir, `sample-${version}`)
  await mkdir(join(tree, 'DEBIAN'), { recursive: true })
  await mkdir(join(tree, 'usr', 'bin'), { recursive: true })
  const control = [
    'Package: drover-sample',
    `Version: ${version}`,
    'Architecture: all',
    'Maintainer: Drover lab <root@localhost>',
    'Description: prints its version',
  ]
  await writeFile(join(tree, 'DEBIAN', 'control'), control.join('\n') + '\n')
  await writeFile(join(tree, 'usr', 'bin', 'drover-sample'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 })
  await run('dpkg-deb', [
    '--root-owner-group',
    '--build',
    tree,
    join(dir, `drover-sample_${version}_all.deb`),
  ])
  await rm(tree, { recursive: true })
}
