import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

/** The program behind the command. */
export interface Program {
  readonly main: (
    words: readonly string[],
    version: string,
    exitAtOnce: (code: number) => void,
  ) => Promise<number>
}

/** The program in one file, next to the libraries that only some runs need. */
export interface Bundle extends Program {
  /** Loads a library as the program does. */
  readonly require: (name: string) => unknown
  /** Whether all that was loaded so far was compiled already. */
  readonly isCompiled: () => boolean
  /** The code that V8 has made of all that was loaded so far, and the files that it belongs into. */
  readonly codeCaches: () => Map<string, Buffer>
}

/** Loads the program from its bundle if there is one, otherwise from its sources. */
export async function loadMain(): Promise<Program> {
  const bundle = new URL('drover.cjs', import.meta.url)
  if (!existsSync(bundle)) return import('./main.ts')
  const program = openBundle(fileURLToPath(bundle))
  tuneForShortRun()
  return program
}

/**
 * Opens the bundle. Next to each file is the code that V8 compiled during the build; the same Node version uses
 * it, because compiling again would take most of the start-up time.
 */
export function openBundle(file: string): Bundle {
  const scripts = new Map<string, Script>()
  const memory = { bytes: Buffer.alloc(0) }
  const loaded = new Map<string, unknown>()
  const ofNode = createRequire(file)
  const require = (name: string): unknown => {
    if (loaded.has(name)) return loaded.get(name)
    const part = partFile(file, name)
    const exported = !name.startsWith('node:') && existsSync(part) ? open(part) : ofNode(name)
    loaded.set(name, exported)
    return exported
  }
  const open = (path: string): unknown => {
    const cache = cacheFile(path)
    // The files are ASCII, and each is one function.
    const source = readInto(memory, path).toString('latin1')
    const script = new Script(source, {
      filename: path,
      ...(existsSync(cache) ? { cachedData: readInto(memory, cache) } : {}),
    })
    scripts.set(cache, script)
    const module = { exports: {} }
    script.runInThisContext()(module.exports, require, module, pathToFileURL(path).href)
    return module.exports
  }
  const { main } = open(file) as Program
  const codeCaches = (): Map<string, Buffer> =>
    new Map([...scripts].map(([cache, script]) => [cache, script.createCachedData()]))
  const isCompiled = (): boolean => [...scripts.values()].every(script => script.cachedDataRejected === false)
  return { main, require, isCompiled, codeCaches }
}

/** Milliseconds after which a run is no short one. */
const SHORT = 1000

/**
 * V8 tunes every program for a long run: it allocates fresh memory for young objects, and optimises functions
 * that are called often. In a run of half a second neither pays off: less of both saved a tenth of the time, a
 * fifth of the processor time, and 12 of 81 MB. Long computations (a passphrase) are still optimised, twenty
 * times later. The code cache of a bundle is accepted only if no flag was set before.
 */
function tuneForShortRun(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  // Later ones do not know it; they have a compiler between, which takes less time.
  if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString('--interrupt-budget=1350000')
  setTimeout(() => setFlagsFromString('--semi-space-growth-factor=2'), SHORT).unref()
}

/** Reads a file into memory that is used again for the next one: fresh memory takes longer than to read. */
function readInto(memory: { bytes: Buffer }, path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    // Room for the code that belongs to a source.
    if (memory.bytes.length < size) memory.bytes = Buffer.allocUnsafeSlow(size * 1.5)
    return memory.bytes.subarray(0, readSync(file, memory.bytes, 0, size, 0))
  } finally {
    closeSync(file)
  }
}

/** The path of a library's file, in the folder of the bundle. */
export function partFile(bundle: string, name: string): string {
  return join(dirname(bundle), 'parts', `${name.replaceAll('/', '-')}.cjs`)
}

function cacheFile(file: string): string {
  return `${file}.${process.version}.cache`
}
