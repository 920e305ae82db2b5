// All that is done for a quick start. User and system time of a small play, all processes, median of ten interleaved runs on a
// loaded machine:
//
//     Node 20   nothing, but for the flags           1.22 s
//               compiled code                        1.13 s
//               compiled code and flags for V8       1.07 s
//     Node 22   nothing                              1.24 s
//               Node's own compile cache             1.20 s
//     Node 24   nothing                              1.32 s
//               Node's own compile cache             1.28 s
//
// Once Node 20 is no longer supported, only Node's own cache is left of it. The bundle itself, one file in place of 600, is made by
// `build.js`.

import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import { replaceFile } from '../base/atomic-write.ts'
import { makeOwnedFolder } from '../base/owned-folder.ts'
import { userFolder } from '../base/xdg.ts'

/** What the bundle exports. */
interface Program {
  readonly main: (
    words: readonly string[],
    version: string,
    exitAtOnce: (code: number) => void,
  ) => Promise<number>
}

export interface LoadedProgram extends Program {
  /**
   * Keeps the code that was compiled for this run, if none was kept before, and none of other versions of the bundle. Called at the
   * end of a run that is like most.
   */
  readonly keepCompiled?: () => void
}

/** A hash of the bundle and its libraries, which the build puts in. */
declare const BUNDLE: string

/** Loads the program from its bundle where that was built, else from its sources. */
export async function loadMain(): Promise<LoadedProgram> {
  const bundle = new URL('drover.cjs', import.meta.url)
  if (!existsSync(bundle)) return import('./main.ts')
  const file = fileURLToPath(bundle)
  const folder = process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : compiledFolder()
  if (!('enableCompileCache' in nodeModule)) return loadCompiled(file, folder)
  if (folder !== undefined) (nodeModule.enableCompileCache as (folder: string) => unknown)(folder)
  const program: Program = nodeModule.createRequire(file)(file)
  return folder === undefined ? program : { main: program.main, keepCompiled: () => removeOthers(folder) }
}

/**
 * The folder of code that was compiled from this bundle for this Node. Code is run as it is: so the folder must be ours alone.
 * Undefined if there can be none; each run then compiles what it needs.
 */
function compiledFolder(): string | undefined {
  const home = userFolder('cache')
  if (home === undefined) return undefined
  try {
    // Not what is above it: a missing home is not created.
    if (!existsSync(home)) mkdirSync(home, { mode: 0o700 })
    let path = realpathSync(home)
    for (const name of ['drover', `compiled-${process.version}-${process.arch}`, BUNDLE]) {
      path = join(path, name)
      if (makeOwnedFolder(path) !== undefined) return undefined
    }
    return path
  } catch {
    // A home that cannot be written is none.
    return undefined
  }
}

/** For Node 20: runs the bundle with the code that an earlier run has kept. */
function loadCompiled(file: string, folder: string | undefined): LoadedProgram {
  const scripts = new Map<string, Script>()
  const loaded = new Map<string, unknown>()
  const ofNode = nodeModule.createRequire(file)
  const open = (path: string): unknown => {
    // The files are ASCII.
    const source = readFileSync(path, 'latin1')
    const kept = folder === undefined ? undefined : readKept(join(folder, basename(path)))
    const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
      filename: path,
      ...(kept ? { cachedData: kept } : {}),
    })
    scripts.set(basename(path), script)
    const module = { exports: {} }
    script.runInThisContext()(module.exports, require, module, path, dirname(path))
    return module.exports
  }
  const require = (name: string): unknown => {
    if (!name.startsWith('./')) return ofNode(name)
    if (!loaded.has(name)) loaded.set(name, open(join(dirname(file), name)))
    return loaded.get(name)
  }
  const { main } = open(file) as Program
  const isKept = [...scripts.values()].every(script => script.cachedDataRejected === false)
  // V8 takes no code that was made with other flags: so a run that keeps some sets none.
  if (isKept || folder === undefined) tuneForShortRun()
  if (isKept || folder === undefined) return { main }
  const keepCompiled = (): void => {
    try {
      for (const part of readdirSync(join(dirname(file), 'parts'))) require(`./parts/${part}`)
      for (const [name, script] of scripts) replaceFile(join(folder, name), script.createCachedData())
    } catch {
      // A full disk costs the next run a tenth of a second, and this one nothing.
    }
    removeOthers(folder)
  }
  return { main, keepCompiled }
}

function readKept(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** Removes the code of other versions of the bundle. */
function removeOthers(folder: string): void {
  try {
    for (const other of readdirSync(dirname(folder)))
      if (other !== basename(folder)) rmSync(join(dirname(folder), other), { recursive: true, force: true })
  } catch {
    // In a home that cannot be written, they stay.
  }
}

/** Milliseconds after which a run is no short one. */
const SHORT = 1000

/**
 * V8 takes every program for one that will run for long: it takes fresh memory for what is young, and compiles what is called
 * often for speed. In a run of half a second neither pays. What computes for long (a passphrase) is still compiled, twenty
 * times as late. Only for Node 20: later ones have a compiler between, which takes less time.
 */
function tuneForShortRun(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--interrupt-budget=1350000')
  setTimeout(() => setFlagsFromString('--semi-space-growth-factor=2'), SHORT).unref()
}
