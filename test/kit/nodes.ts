import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** A version of Node, and the folder that contains its `node`. */
export interface NodeVersion {
  readonly name: string
  readonly folder: string
}

/**
 * Returns the Node that runs this test or, with DROVER_NODES=all, the newest release of each major version that
 * Drover supports.
 */
export function nodeVersions(): readonly NodeVersion[] {
  if (process.env.DROVER_NODES !== 'all')
    return [{ name: process.version, folder: dirname(process.execPath) }]
  return ['20', '22', '24'].map(major => ({ name: `Node ${major}`, folder: fetched(major) }))
}

/** Downloads Node from npm, which has a package for each platform, and caches it. Returns its folder. */
function fetched(major: string): string {
  const cache = join(homedir(), '.cache', 'drover-tests')
  const folder = join(cache, `node-${major}`)
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true })
    const making = mkdtempSync(join(cache, 'making-'))
    const name = `node-${process.platform}-${process.arch}@${major}`
    const words = ['pack', '--silent', '--pack-destination', making, name]
    const archive = execFileSync('npm', words, { encoding: 'utf8' }).trim()
    execFileSync('tar', ['-xzf', join(making, archive), '-C', making, 'package/bin/node'])
    renameSync(join(making, 'package'), folder)
    rmSync(making, { recursive: true })
  }
  return join(folder, 'bin')
}
