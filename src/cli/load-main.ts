// Loads the command line quickly: from a bundle, and with compiled code that an earlier run stored. The user and system time of a
// small play, of all processes, as the median of ten interleaved runs on a loaded machine:
//
//     Node 20   only the flags for V8                1.22 s
//               compiled code                        1.13 s
//               compiled code and flags for V8       1.07 s
//     Node 22   nothing                              1.24 s
//               Node's own compile cache             1.20 s
//     Node 24   nothing                              1.32 s
//               Node's own compile cache             1.28 s
//
// Once Node 20 is no longer supported, only the part for Node's own cache is needed. `build.js` makes the bundle, one file instead
// of 600.

import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import { replaceFile } from '../base/atomic-write.ts'
import { makeOwnedFolder } from '../base/owned-folder.ts'
import { userFolder } from '../base/xdg.ts'

/** The exports of the bundle. */
interface Program {
  readonly main: (
    words: readonly string[],
    version: string,
    exitAtOnce: (code: number) => void,
  ) => Promise<number>
}

/** The program, loaded from its bundle or from its sources. */
export interface LoadedProgram extends Program {
  /**
   * Stores the code that was compiled for this run, if none is stored yet, and removes that of other versions of the
   * bundle. To be called at the end of a typical run.
   */
  readonly keepCompiled?: () => void
}

/** A hash of the bundle and its libraries, inserted by the build. */
declare const BUNDLE: string

/** Loads the program from its bundle if that was built, else from its sources. */
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
 * Returns the folder for code that was compiled from this bundle by this version of Node. The stored code is executed
 * without checks, so only this user may have access to the folder. Undefined if there is no such folder; each run
 * then compiles what it needs.
 */
function compiledFolder(): string | undefined {
  const home = userFolder('cache')
  if (home === undefined) return undefined
  try {
    // Only this folder is created, not those above it: a missing home stays missing.
    if (!existsSync(home)) mkdirSync(home, { mode: 0o700 })
    let path = realpathSync(home)
    for (const name of ['drover', `compiled-${process.version}-${process.arch}`, BUNDLE]) {
      path = join(path, name)
      if (makeOwnedFolder(path) !== undefined) return undefined
    }
    return path
  } catch {
    // The home folder cannot be written.
    return undefined
  }
}

/** For Node 20: runs the bundle with the compiled code that an earlier run stored. */
function loadCompiled(file: string, folder: string | undefined): LoadedProgram {
  const scripts = new Map<string, Script>()
  const loaded = new Map<string, unknown>()
  const ofNode = nodeModule.createRequire(file)
  const open = (path: string): unknown => {
    // The files contain only ASCII, which is read fastest as Latin-1.
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
  // V8 rejects compiled code that was made with other flags: so a run that stores code sets none.
  if (isKept || folder === undefined) tuneForShortRun()
  if (isKept || folder === undefined) return { main }
  const keepCompiled = (): void => {
    try {
      for (const part of readdirSync(join(dirname(file), 'parts'))) require(`./parts/${part}`)
      for (const [name, script] of scripts) replaceFile(join(folder, name), script.createCachedData())
    } catch {
      // On a full disk the next run is a tenth of a second slower; this run is not affected.
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

/** Removes the compiled code of other versions of the bundle. */
function removeOthers(folder: string): void {
  try {
    for (const other of readdirSync(dirname(folder)))
      if (other !== basename(folder)) rmSync(join(dirname(folder), other), { recursive: true, force: true })
  } catch {
    // The home folder cannot be written: the old code stays.
  }
}

/** Milliseconds after which a run no longer counts as short. */
const SHORT = 1000

/**
 * Sets V8 flags for a short run. V8 expects every program to run for long: it grows the memory for young objects, and
 * optimizes functions that are called often. In a run of half a second neither pays. A long computation (a
 * passphrase) is still optimized, but only after twenty times as many calls. Only for Node 20: later versions have an
 * additional compiler that takes less time.
 */
function tuneForShortRun(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--interrupt-budget=1350000')
  setTimeout(() => setFlagsFromString('--semi-space-growth-factor=2'), SHORT).unref()
}
