import { omitUndefined } from '../../base/omit-undefined.ts'
import type { ReadHost } from '../../remote/host.ts'
import { absolutePath } from '../absolute-path.ts'
import type { PipParams } from './pip-params.ts'

/** The directory in which pip is started, with absolute paths for the paths of the task. */
export interface PipPlace {
  readonly directory: string
  /** Path of the virtual environment; absent if the task has none. */
  readonly environment?: string
  /** Path of the requirements file; absent if the task names packages instead. */
  readonly file?: string
}

/** Determines the directory and paths for the pip commands of a task. */
export async function pipPlace(host: ReadHost, params: PipParams): Promise<PipPlace> {
  const directory = await directoryOf(host, params)
  const environment = await pathFrom(host, directory, params.virtualenv)
  const file = await pathFrom(host, directory, params.requirements)
  return { directory, ...omitUndefined({ environment, file }) }
}

/**
 * Returns the path of the task's virtual environment; undefined if it has none. Reads no params other than `chdir` and
 * `virtualenv`: the others may be unknown in a dry run.
 */
export async function virtualenvPath(host: ReadHost, params: PipParams): Promise<string | undefined> {
  const directory = await directoryOf(host, params)
  return pathFrom(host, directory, params.virtualenv)
}

async function directoryOf(host: ReadHost, { chdir }: PipParams): Promise<string> {
  return chdir === undefined ? '/' : absolutePath(host, chdir)
}

async function pathFrom(
  host: ReadHost,
  directory: string,
  given: string | undefined,
): Promise<string | undefined> {
  if (given === undefined) return undefined
  const path = await absolutePath(host, given)
  return path.startsWith('/') ? path : `${directory.replace(/\/$/, '')}/${path}`
}
