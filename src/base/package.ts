import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Returns the root folder of Drover's own package: the nearest folder above the running file, source or bundle, that has
 * a `package.json`.
 */
export function packageRoot(): string {
  root ??= findRoot()
  return root
}

let root: string | undefined

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`no package.json in or above ${import.meta.url}`)
    folder = dirname(folder)
  }
  return folder
}

/** Returns the version of the package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}
