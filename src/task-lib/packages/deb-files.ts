import { z } from 'zod'
import type { CheckContext } from '../../authoring/define.ts'
import type { Change } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { type DebFile, debFile, printedDebFile } from '../../remote/probes/packages/debs.ts'
import { joinShell, sh } from '../../shell/quote.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { absolutePath } from '../absolute-path.ts'
import {
  type Download,
  type DownloadTool,
  downloadScript,
  downloadToFile,
  isConfidential,
  shownUrl,
} from '../downloads/download.ts'
import { fetchingTool } from '../downloads/fetch.ts'
import { temporaryFolder } from '../files/staging.ts'
import { type AptAspect, NO_ASPECT } from './apt-plan.ts'

const URL_START = /^(https?|ftp):\/\//i

/**
 * Returns the schema of a param for package files: absolute paths on the host and URLs, as a list or as a string with
 * commas. The parsed value is a list.
 */
export function debFilesParam() {
  const split = (given: unknown) => {
    if (given === '') return []
    // A URL may contain a comma: only a comma before a path or another URL separates two items.
    return typeof given === 'string' ? given.split(/,\s*(?=[/~]|\w+:\/\/)/) : given
  }
  const file = z
    .string()
    .refine(
      value =>
        /^[/~][^\0]*$/.test(value) || (URL_START.test(value) && URL.canParse(value) && !/\s/.test(value)),
      'expected an absolute path on the host, or a URL that begins with `https://`, `http://` or `ftp://`',
    )
  return z.preprocess(split, z.array(file))
}

interface DebParams {
  readonly deb: readonly string[]
}

/** Plans the installation of the package files in `deb` whose exact version is not installed. */
export async function debAspect(context: CheckContext<DebParams>): Promise<AptAspect> {
  const files = context.params.deb
  if (files.length === 0) return NO_ASPECT
  const found = await Promise.all(files.map(file => readDeb(context, file)))
  const changes: Change[] = []
  const install: string[] = []
  const fetch: number[] = []
  for (const [at, { name, version, installed, path }] of found.entries()) {
    if (installed === version) continue
    changes.push({
      resource: `package:${name}`,
      action: installed === null ? 'create' : 'update',
      before: installed === null ? null : { version: installed },
      after: { version, from: shownUrl(files[at] ?? '') },
    })
    if (path === undefined) fetch.push(at)
    else install.push(path)
  }
  return { changes, data: { install, fetch } }
}

/** Downloads package files to a temporary directory of the host, calls `use` with their paths, and removes them. */
export async function withFetchedDebs(
  host: Host,
  urls: readonly string[],
  environment: Download['environment'],
  use: (paths: readonly string[]) => Promise<void>,
): Promise<void> {
  if (urls.length === 0) return use([])
  const fetches = await Promise.all(
    urls.map(async (url, at) => {
      const download = downloadOf(url, environment)
      const target = sh`"$d"/${`${at}.deb`}`
      return sh`(
t=${target}
${downloadToFile(await toolFor(host, download), download)}
) || { s=$?; rm -rf "$d"; exit "$s"; }`
    }),
  )
  const script = joinShell([
    temporaryFolder(host.name),
    sh`[ -n "$d" ] || { echo 'no directory has space for the package files' >&2; exit 1; }`,
    ...fetches,
    sh`printf %s "$d"`,
  ])
  const { stdout } = await host.run(script, { title: `download ${urls.map(shownUrl).join(' ')}` })
  const folder = stdout.toString()
  try {
    await use(urls.map((_, at) => `${folder}/${at}.deb`))
  } finally {
    await host.run(sh`rm -rf -- ${folder}`, { title: 'remove the downloaded package files' })
  }
}

/** Reads the name, version and installed version of a package file. `path` is absent for a URL. */
async function readDeb(
  { host, environment, isCheckMode }: CheckContext<DebParams>,
  file: string,
): Promise<DebFile & { readonly path?: string }> {
  if (!URL_START.test(file)) {
    const path = await absolutePath(host, file)
    return { ...(await localDeb(host, path)), path }
  }
  const download = downloadOf(file, environment)
  const tool = await toolFor(host, download)
  try {
    return await host.ask(printedDebFile(`package file ${shownUrl(file)}`, downloadScript(tool, download)))
  } catch (error) {
    // In a dry run, the server may be one that an earlier task starts.
    if (isCheckMode && error instanceof TaskError)
      onlyRunTells(`the package at ${shownUrl(file)}, which could not be fetched yet`)
    throw error
  }
}

async function localDeb(host: ReadHost, path: string): Promise<DebFile> {
  const file = await host.ask(debFile(path))
  if (file) return file
  const found = file === null ? 'nothing' : 'something else'
  throw new TaskError(`expected a Debian package at \`${path}\`, found ${found}`, {
    hint: 'copy it to the host in an earlier task',
  })
}

async function toolFor(host: ReadHost, download: Download): Promise<DownloadTool> {
  const isSecret = isConfidential(download)
  const tool = await fetchingTool(host, isSecret)
  if (tool !== undefined) return tool
  throw new TaskError(
    `the host has ${isSecret ? 'no `curl`' : 'neither `curl` nor `wget`'} to fetch \`${shownUrl(download.url)}\``,
    { hint: 'install curl in an earlier task, or copy the package file to the host' },
  )
}

function downloadOf(url: string, environment: Download['environment']): Download {
  return { url, headers: {}, timeout: 10, verifiesCertificates: true, environment }
}
