import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isFolder } from '../base/is-folder.ts'
import { InputError, TaskError } from '../errors.ts'
import { httpInto } from '../task-lib/downloads/http-get.ts'
import type { Requirement } from './requirements.ts'
import { archiveCommit, cloneRepository } from './run-git.ts'
import { copyTree } from './tree.ts'
import { unpack } from './unpack.ts'

/** A fetched role or collection: the folder with its files, and the commit if it came from a repository. */
export interface Fetched {
  readonly folder: string
  readonly commit: string | undefined
}

/** The files that show in which folder of an archive a role or a collection is. */
const MARKS = {
  role: ['meta/main.yml', 'meta/main.yaml', 'tasks/main.yml', 'tasks/main.yaml'],
  collection: ['MANIFEST.json', 'galaxy.yml'],
}

/**
 * Fetches a role or collection into a new folder below `scratch`; with `commit`, exactly that commit of its
 * repository. Throws InputError with the place of the requirement.
 */
export async function fetchRequirement(
  wanted: Requirement,
  scratch: string,
  commit?: string,
): Promise<Fetched> {
  try {
    return await fetch(wanted, scratch, commit)
  } catch (cause) {
    if (!(cause instanceof InputError) && !(cause instanceof TaskError)) throw cause
    const { message, hint } = cause
    throw new InputError(`the ${wanted.kind} \`${wanted.name}\` cannot be fetched: ${message}`, {
      place: wanted.place,
      hint,
      cause,
    })
  }
}

async function fetch(wanted: Requirement, scratch: string, commit: string | undefined): Promise<Fetched> {
  const { kind, from, version } = wanted
  const folder = join(scratch, 'files')
  mkdirSync(scratch)
  if (from.type === 'folder') {
    if (!isFolder(from.source)) throw new InputError(`there is no folder ${from.source}`)
    copyTree(from.source, folder)
    return { folder, commit: undefined }
  }
  if (from.type === 'git') {
    const [repository, archive] = [join(scratch, 'repository'), join(scratch, 'archive.tar')]
    const found = cloneRepository(from.source, repository, commit ?? version)
    archiveCommit(repository, found, archive)
    await unpack(archive, folder, MARKS[kind])
    return { folder, commit: found }
  }
  await withArchive(from.source, scratch, archive => unpack(archive, folder, MARKS[kind]))
  return { folder, commit: undefined }
}

/** Calls `use` with the tar file at a path or a URL. */
async function withArchive(
  source: string,
  scratch: string,
  use: (file: string) => Promise<void>,
): Promise<void> {
  if (source.startsWith('/')) return use(source)
  const file = join(scratch, 'archive')
  const download = {
    url: source,
    headers: {},
    timeout: 60,
    verifiesCertificates: true,
    environment: environmentOf(),
  }
  await httpInto(download, bytes => pipeline(bytes, createWriteStream(file)))
  await use(file)
}

/** Returns the environment variables for proxies. */
function environmentOf(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /_proxy$/i.test(name) && value !== undefined ? [[name, value] as const] : [],
    ),
  )
}
