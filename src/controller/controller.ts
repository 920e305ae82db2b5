import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { createFile, replaceFile } from '../base/atomic-write.ts'
import { cachedByVersion } from '../base/cached-by-version.ts'
import { fileVersion } from '../base/file-version.ts'
import { noteInput } from '../base/files-read.ts'
import { InputError } from '../errors.ts'
import type { Controller, FileContent } from '../functions/controller.ts'
import { DISK } from '../functions/find-files.ts'
import { shownUrl } from '../task-lib/downloads/download.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import { fetchUrl } from './fetch-url.ts'
import { resolveName } from './resolve-name.ts'
import { runShell } from './run-shell.ts'

/** What the controller of a run is created from. */
export interface ControllerParts {
  readonly folders: Controller['folders']
  /** Decrypts the bytes of a file; undefined if they are not encrypted. */
  readonly decrypt: (
    bytes: Buffer,
    place: { file: string; line: number; column: number },
  ) => Buffer | undefined
  readonly mask: (text: string) => void
  readonly dialectOf: Controller['dialectOf']
  readonly isJinjaNative: boolean
  readonly managedText: string
  readonly ansibleCfg?: Controller['ansibleCfg']
  readonly hostsOf: (pattern: string) => readonly string[]
  readonly warn: (message: string) => void
  /**
   * Increases with each change that a task makes on the controller, and with each pause: later, the output of earlier
   * programs is stale.
   */
  readonly changes: () => number
  /** Whether tasks are running, in a dry run too. Before that, no program may be run. */
  readonly isRunning: () => boolean
  readonly isCheckMode: boolean
  /** Whether a task of a dry run would have changed something on the controller. */
  readonly hasPredictions: () => boolean
}

/** Returns the controller for lookups and templates of a run. A file is read again only if it has changed. */
export function openController(parts: ControllerParts): Controller {
  const read = cachedFiles(parts)
  const answers = new Map<string, { readonly at: number; readonly answer: unknown }>()
  const warned = new Set<string>()
  let uses = 0
  // A call that fails counts too: its error may be ignored, and may not occur the next time.
  const counted =
    <Args extends readonly unknown[], T>(work: (...args: Args) => T) =>
    (...args: Args): T => {
      uses += 1
      return work(...args)
    }
  /**
   * Asks for something that only a running play may ask for. The answer is reused until something changes on the
   * controller.
   */
  const inRun = <T>(what: string, question: readonly unknown[], ask: () => T): T => {
    if (!parts.isRunning()) throw new UnknownValueError(new Unknown(what))
    const key = JSON.stringify(question)
    const known = answers.get(key)
    const at = parts.changes()
    if (known?.at === at) return known.answer as T
    const answer = ask()
    answers.set(key, { at, answer })
    return answer
  }
  return {
    folders: parts.folders,
    uses: () => uses,
    kindOf: counted(path => {
      const kind = DISK.kindOf(path)
      if (kind === undefined && parts.hasPredictions())
        throw new UnknownValueError(new Unknown(`the file ${path}, which a task on the controller may make`))
      return kind
    }),
    list: counted(listFolder),
    read: counted(read),
    run: counted((command, folder) =>
      inRun(`the output of \`${command}\``, ['run', folder, command], () => runShell(command, folder)),
    ),
    fetch: counted(request =>
      inRun(`the text behind \`${shownUrl(request.url)}\``, ['fetch', request], () => fetchUrl(request)),
    ),
    resolve: counted(question =>
      inRun(`the records of \`${question.name}\``, ['resolve', question], () => resolveName(question)),
    ),
    mayWrite: () => parts.isRunning() && !parts.isCheckMode,
    create: counted(createOnce),
    replace: counted((path, text) =>
      attempt(`${path} cannot be written`, () => replaceFile(path, Buffer.from(text), true)),
    ),
    mask: parts.mask,
    hostsOf: parts.hostsOf,
    dialectOf: parts.dialectOf,
    isJinjaNative: parts.isJinjaNative,
    managedText: parts.managedText,
    ansibleCfg: parts.ansibleCfg,
    warn: message => {
      if (!warned.has(message)) parts.warn(message)
      warned.add(message)
    },
  }
}

function listFolder(folder: string): readonly string[] {
  return attempt(`the folder ${folder} cannot be read`, () => DISK.list(folder))
}

function cachedFiles({ decrypt }: ControllerParts): (path: string) => FileContent {
  const bytesOf = cachedByVersion<Buffer>(path => readFileSync(path), versionOf)
  const opened = new WeakMap<Buffer, FileContent>()
  const open = (path: string, bytes: Buffer): FileContent => {
    const plain = decrypt(bytes, { file: path, line: 1, column: 1 })
    return { bytes: plain ?? bytes, isSecret: plain !== undefined }
  }
  return path =>
    attempt(`${path} cannot be read`, () => {
      const bytes = bytesOf(path)
      noteInput(path, bytes)
      const content = opened.get(bytes) ?? open(path, bytes)
      opened.set(bytes, content)
      return content
    })
}

/** Returns the version of a file. Throws InputError if it is not a regular file. */
function versionOf(path: string): string {
  const found = statSync(path, { bigint: true })
  const isNothing = path === '/dev/null'
  if (!found.isFile() && !isNothing)
    throw new InputError(
      `${path} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}, expected a file`,
    )
  return fileVersion(found)
}

/**
 * Creates a file; returns its content. If several processes create it at the same time, all get the content that was
 * first.
 */
function createOnce(path: string, text: string): string {
  return attempt(`${path} cannot be written`, () => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return createFile(path, Buffer.from(text)) ? text : readFileSync(path, 'utf8')
  })
}

/** Does work on the disk. Throws InputError with the reason if that fails. */
function attempt<T>(failed: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new InputError(`${failed}: ${(cause as Error).message}`, { cause })
  }
}
