import { dirname } from 'node:path'
import { first } from '../base/assert-defined.ts'
import { shorten } from '../base/shorten.ts'
import { UnlockedError } from '../errors.ts'
import type { ShellClient } from '../shell/client.ts'
import type { Answer, LocalContent } from '../shell/exchange.ts'
import type { Request } from '../shell/frame.ts'
import type { ShellText } from '../shell/quote.ts'
import { LineReader } from '../shell/response/line-splitter.ts'
import { FileWriteBatcher, isPlainNew } from './file-write-batcher.ts'
import { backupPaths, putFromSpool, putMade, putSmall, putTogether } from './files/atomic-write.ts'
import type { FileWrite } from './files/file-write.ts'
import { putNew } from './files/new-files.ts'
import { followSize } from './files/report-size.ts'
import { folderIn, type StagingDirectory } from './files/staging-directory.ts'
import type { Host, Progress, RunOptions, Written } from './host.ts'
import type { HostLock } from './host-lock.ts'
import { contentOf, readAll } from './local-content.ts'
import { PROBE_TIMEOUT } from './probe.ts'
import { ProbeBatcher } from './probe-batcher.ts'
import { acceptedAnswer, probeFailure } from './probe-failure.ts'
import { sendWithInput, sendWithStagedFile } from './send-input.ts'

/** Receives each line of output as it arrives. */
type OnLine = (stream: 'stdout' | 'stderr', line: string) => void

/** The size, in bytes, up to which a file is sent as part of the request; larger files are streamed. */
const MAX_SMALL = 64 * 1024

/** Callbacks for the work of a host. */
export interface HostCallbacks {
  readonly onLine?: OnLine
  /** Called just before a request that may change the host is sent. */
  readonly onWrite?: () => void
  /** Receives the progress of sending a file, or of creating it on the host. */
  readonly onProgress?: (progress: Progress) => void
}

/**
 * What all `Host` objects over one session share, so that their probes, and their writes of small new files, are
 * batched together.
 */
export interface SharedSession {
  readonly probeBatcher: ProbeBatcher
  readonly writeBatcher: FileWriteBatcher
  /** Sends a request that may change the host, after all probes that were sent before it. */
  readonly change: ShellClient['send']
}

/** Returns what all hosts over one session share. Without a lock, other runs may change the host at the same time. */
export function sharedSession(name: string, client: ShellClient, lock?: HostLock): SharedSession {
  // A probe that can be batched is about files, units or packages, and runs no command of the user: it is short.
  const probeBatcher = new ProbeBatcher(({ script, title, together }) =>
    client.send({ script, isShort: together !== undefined }, { title, timeout: PROBE_TIMEOUT }),
  )
  const change: ShellClient['send'] = async (request, options) => {
    probeBatcher.flush()
    if (!lock) return client.send(request, options)
    const locked = { ...request, needsLock: true }
    // The request is sent without waiting for the lock: the shell does not execute it without the lock.
    const taken = lock.isHeld ? undefined : lock.acquire()
    const answer = client.send(locked, options)
    answer.catch(() => {})
    await taken
    return answer.catch(async error => {
      if (!(error instanceof UnlockedError)) throw error
      await lock.reacquire()
      return client.send(locked, options)
    })
  }
  const writeBatcher = new FileWriteBatcher(files => {
    for (const { onWrite } of files) onWrite()
    const paths = files.map(({ file }) => file.path)
    const folder = folderIn(dirname(first(paths, 'files to write')), name, client.pid)
    return change({ script: putNew(files, folder) }, { title: `write ${paths.join(', ')}` })
  })
  return { probeBatcher, writeBatcher, change }
}

/** Returns a host for tasks, over one session. */
export function remoteHost(
  name: string,
  client: ShellClient,
  { onLine, onWrite, onProgress }: HostCallbacks = {},
  { probeBatcher, writeBatcher, change }: SharedSession = sharedSession(name, client),
): Host {
  const send: ShellClient['send'] = (request, options) => {
    onWrite?.()
    return change(request, options)
  }
  const sending = (work: string, content: LocalContent) => ({
    content,
    onContent: (bytes: number) => onProgress?.({ work, bytes, total: content.size }),
  })
  const following = (work: string, script: ShellText) =>
    followSize(script, (bytes, total) => onProgress?.({ work, bytes, total }))
  const run = async (script: ShellText, options: RunOptions = {}): Promise<Answer> => {
    const title = options.title ?? firstLine(script.text)
    const lines = options.live && onLine ? new LineReader(onLine) : undefined
    const size = following(title, script)
    const onBytes = lines?.push ?? size?.onBytes
    const stream = { send, pid: client.pid }
    const how = {
      title,
      timeout: options.timeout,
      ...(options.stdout === undefined ? {} : { stdout: options.stdout }),
      ...(onBytes === undefined ? {} : { onBytes }),
    }
    const { stagedFile } = options
    const sent = stagedFile
      ? sendWithStagedFile(stream, folderIn(stagedFile.directory, name, client.pid), script, {
          ...how,
          ...sending(title, stagedFile.content),
        })
      : sendWithInput(stream, name, script, Buffer.from(options.stdin ?? ''), how)
    const answer = await sent.finally(() => lines?.end())
    return acceptedAnswer(title, options, size?.without(answer) ?? answer)
  }
  const put = async (
    file: FileWrite,
    requestFor: (folder: StagingDirectory) => Request,
    content?: LocalContent,
    title = `write ${file.path}`,
  ): Promise<Written> => {
    const folder = folderIn(dirname(file.path), name, client.pid)
    const request = requestFor(folder)
    const size = following(title, request.script)
    const answer = await send(request, {
      title,
      ...(content ? sending(title, content) : {}),
      ...(size ? { onBytes: size.onBytes } : {}),
    })
    if (answer.status !== 0) throw probeFailure(title, size?.without(answer) ?? answer)
    return { keptAs: backupPaths([file, ...(file.atomicWith ?? [])], answer.stdout.toString()) }
  }
  const writeSmall = (file: FileWrite, input: Buffer): Promise<Written> =>
    put(file, folder => ({ script: putSmall(file, folder, input) }))
  const writeTogether = async (file: FileWrite, others: readonly FileWrite[]): Promise<Written> => {
    const all = [file, ...others]
    if (all.some(({ path }) => dirname(path) !== dirname(file.path)))
      throw new TypeError(`${all.map(({ path }) => path).join(', ')} are not in one directory`)
    const small = await Promise.all(
      all.map(async each => ({ file: each, bytes: await smallOf(each.content) })),
    )
    if (small.reduce((sum, { bytes }) => sum + bytes.length, 0) > MAX_SMALL)
      throw new TypeError(`${file.path} is too big for an atomic write with others`)
    const title = `write ${all.map(({ path }) => path).join(' and ')}`
    return put(file, folder => ({ script: putTogether(small, folder) }), undefined, title)
  }
  const write = async (file: FileWrite): Promise<Written | void> => {
    const made = file.content
    if (file.atomicWith) return writeTogether(file, file.atomicWith)
    if (typeof made === 'object' && 'script' in made) {
      return put(file, folder => ({ script: putMade(file, folder, made.script) }), undefined, made.title)
    }
    const content = contentOf(made)
    if (content.size <= MAX_SMALL) {
      const input = Buffer.isBuffer(made) ? made : await readAll(content)
      const alone = (): Promise<Written> => writeSmall(file, input)
      if (!isPlainNew(file)) return alone()
      return writeBatcher.write({ file, bytes: input, alone, onWrite: onWrite ?? (() => {}) })
    }
    const spooled = (folder: StagingDirectory): Request => ({
      script: putFromSpool(file, folder),
      spool: { folder: folder.path, size: content.size },
    })
    return put(file, spooled, content)
  }
  return { name, ask: probe => probeBatcher.ask(probe), run, write }
}

function smallOf(content: FileWrite['content']): Promise<Buffer> {
  if (typeof content === 'object' && 'script' in content)
    throw new TypeError('content made on the host cannot be part of an atomic write with others')
  return readAll(contentOf(content))
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return shorten(line, 120)
}
