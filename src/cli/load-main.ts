import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

/** The program behind the command. */
export interface Program {
  readonly main: (
    words: readonly string[],
    version: string,
    exitAtOnce: (code: number) => void,
  ) => Promise<number>
}

/** The program in one file, and the code that V8 has made of it so far. */
export interface Bundle extends Program {
  readonly codeCache: () => Buffer
}

/** Loads the program from its bundle where that was built, else from its sources. */
export async function loadMain(): Promise<Program> {
  const bundle = new URL('../../drover.cjs', import.meta.url)
  return existsSync(bundle) ? openBundle(bundle) : import('./main.ts')
}

/**
 * Opens the bundle. Code that was compiled when it was built is beside it and is used by the Node that made it: to compile
 * it again would take longer than all else at the start.
 */
export function openBundle(url: URL): Bundle {
  const file = fileURLToPath(url)
  const cache = codeCacheOf(url)
  const script = new Script(
    // The bundle is ASCII.
    `(function (exports, require, module, __url) {${readFileSync(file, 'latin1')}\n})`,
    { filename: file, ...(existsSync(cache) ? { cachedData: readFileSync(cache) } : {}) },
  )
  const module = { exports: {} as Program }
  script.runInThisContext()(module.exports, createRequire(file), module, url.href)
  return { main: module.exports.main, codeCache: () => script.createCachedData() }
}

/** The file of a bundle's compiled code. */
export function codeCacheOf(bundle: URL): string {
  return `${fileURLToPath(bundle)}.${process.version}.cache`
}
