import { omitUndefined } from '../../base/omit-undefined.ts'
import type { ReadHost } from '../../remote/host.ts'
import { absolutePath } from '../absolute-path.ts'
import type { PipParams } from './pip-params.ts'

/** Where pip is started, and what paths mean there. */
export interface PipPlace {
  readonly directory: string
  /** The virtual environment. */
  readonly environment?: string
  /** The file of requirements. */
  readonly file?: string
}

/** Finds where pip is started for a task. */
export async function pipPlace(host: ReadHost, params: PipParams): Promise<PipPlace> {
  const directory = await directoryOf(host, params)
  const environment = await pathFrom(host, directory, params.virtualenv)
  const file = await pathFrom(host, directory, params.requirements)
  return { directory, ...omitUndefined({ environment, file }) }
}

/** Path of the virtual environment of a task, if it has one. It reads no other params: these may be unknown. */
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
