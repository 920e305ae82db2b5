import { isUtf8 } from 'node:buffer'
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import type { LocalEntry, LocalFile, Project, VarsQuery } from '../../authoring/project.ts'
import { noteFile, noteInput } from '../../base/files-read.ts'
import { packageRoot } from '../../base/package.ts'
import { InputError } from '../../errors.ts'
import { compileTemplateFile, isJinjaFile } from '../../evaluation/template-file.ts'
import { needsOneOf, TURN_OF_TASK } from '../../functions/controller.ts'
import { withUsers } from '../../playbook/roles/role.ts'
import type { TemplateFormat } from '../../templates/format.ts'
import type { FindTemplate } from '../../templates/partials.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Acting } from '../state/acting.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { PendingFacts } from '../variables/facts-layer.ts'
import { readFirst } from '../variables/vars-files.ts'
import { localDigest } from './local-digest.ts'
import { valuesAmong } from './values-among.ts'
import { varsInFolder } from './vars-in-folder.ts'

/** The templates and files that a task may read, rendered with the variables that the task sees. */
export function openProject(acting: Acting): Project {
  const folders = searchFolders(acting)
  return {
    render: (template, variables, format) =>
      renderTemplate(acting, findInput(acting, 'template', template), variables ?? {}, format),
    file: async path => describeFile(findInput(acting, 'file', path)),
    list: async path => listDeeply(findInput(acting, 'file', path)),
    vars: async query => findVars(acting, query),
    variables: async names =>
      withFacts(factsReaderOf(acting.context, acting.step, acting.host), () =>
        valuesAmong(acting.scope, names),
      ),
    resolve: path => (isAbsolute(path) ? path : resolve(folders.project, path)),
  }
}

/**
 * The absolute path of a template or file that a task names. Throws InputError with the paths that were tried
 * if none exists.
 */
export function findInput(acting: Acting, kind: InputKind, path: string): string {
  const tried = placesOf(acting, kind, path)
  const found = tried.find(candidate => existsSync(candidate))
  if (found && kind === 'template' && statSync(found).isDirectory()) {
    throw new InputError(`the template \`${path}\` is a folder, expected a file`, {
      place: acting.step.params.place,
      hint: '`copy` takes a folder; a template is one file',
    })
  }
  if (found) return found
  throw new InputError(`there is no ${kind === 'var' ? 'file of variables' : kind} \`${path}\``, {
    place: acting.step.params.place,
    hint: `looked for ${[...new Set(tried)].map(candidate => relative(process.cwd(), candidate) || candidate).join(', ')}`,
    ansibleMessage: `Could not find or access '${path}'\nSearched in:\n\t${tried.join('\n\t')} on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
  })
}

/** The absolute paths at which a template or file that a task names may be. */
export function placesOf(acting: Acting, kind: InputKind, path: string): string[] {
  return isAbsolute(path) ? [path] : candidates(searchFolders(acting), kind, path)
}

/** What a task names; the folder for it has the name in the plural. */
type InputKind = 'template' | 'file' | 'var'

function findVars(acting: Acting, query: VarsQuery): string[] {
  const { context, step } = acting
  const files =
    query.dir === undefined
      ? [findInput(acting, 'var', query.file ?? '')]
      : varsInFolder(folderOfVars(acting, query.dir), query, step.params.place)
  for (const file of files) readFirst(context.run, [file], step.params)
  return files
}

/** Where Ansible looks for `dir` of `include_vars`: in `vars` of the role, otherwise next to the file with the task. */
function folderOfVars({ step: { place, role } }: Acting, dir: string): string {
  if (!role) return resolve(dirname(place.file), dir)
  const ofRole = resolve(role.path, dir)
  return dir.split('/')[0] === 'vars' && existsSync(ofRole) ? ofRole : resolve(role.path, 'vars', dir)
}

interface Folders {
  readonly tasks: string
  readonly playbook: string
  readonly project: string
  /** Of the role that the task is in, then of those that use it. */
  readonly roles: readonly string[]
}

function searchFolders({ context, step }: Acting): Folders {
  return {
    tasks: dirname(step.place.file),
    playbook: dirname(context.play.place.file),
    project: context.run.settings.projectDir,
    roles: withUsers(step.role).map(({ path }) => path),
  }
}

/**
 * Search order: the role, the roles that use it, the folder of the file with the task, the folder of the playbook, the project, Drover's own
 * templates.
 */
function candidates({ tasks, playbook, project, roles }: Folders, kind: InputKind, path: string): string[] {
  const folder = `${kind}s`
  const roots = [tasks, playbook, project]
  const inRoles = roles.flatMap(role => [join(role, folder, path), join(role, path)])
  const found = [
    ...inRoles,
    ...roots.map(root => join(root, folder, path)),
    ...roots.map(root => join(root, path)),
  ]
  return kind === 'template' ? [...found, join(packageRoot(), 'templates', path)] : found
}

async function renderTemplate(
  acting: Acting,
  file: string,
  variables: Readonly<Record<string, unknown>>,
  format: TemplateFormat | undefined,
): Promise<string> {
  const { context, host, step } = acting
  const { dialectOf } = context.run.controller
  const template = compileTemplateFile({
    file,
    text: readTemplate(acting, file),
    dialect: dialectOf(file),
    format,
    find: name => findIncluded(acting, file, name),
  })
  const needs = acting.notYet || acting.isAhead ? acting.scope.needs(template) : undefined
  if (acting.notYet && needs && needsOneOf(needs, acting.notYet)) throw new TooEarly(file)
  if (acting.isAhead && needs?.has(TURN_OF_TASK))
    throw new UnknownValueError(new Unknown('the turn of its task'))
  const about = isJinjaFile(file, dialectOf(file)) ? aboutTemplate(file) : {}
  const own = new Map(
    Object.entries({ ...about, ...variables }).map(([name, value]) => [name, { value }] as const),
  )
  const scope = acting.scope.extend(own)
  return withFacts(factsReaderOf(context, step, host), () => {
    try {
      return scope.renderFile(template)
    } catch (error) {
      // No other host is asked for what may never have its turn.
      const isEarly = acting.isAhead && error instanceof PendingFacts && error.host !== host
      throw isEarly ? new UnknownValueError(new Unknown(error.message)) : error
    }
  })
}

/** A template that another one includes, looked for as that one was, then next to it. */
function findIncluded(acting: Acting, file: string, name: string): ReturnType<FindTemplate> {
  const found = [...placesOf(acting, 'template', name), join(dirname(file), name)].find(path =>
    statSync(path, { throwIfNoEntry: false })?.isFile(),
  )
  return found === undefined ? undefined : { file: found, text: readTemplate(acting, found) }
}

/** The variables that Ansible adds for a template. Source: ansible-core, `generate_ansible_template_vars`. */
function aboutTemplate(file: string): Readonly<Record<string, unknown>> {
  return {
    template_host: hostname(),
    template_uid: userInfo().username,
    template_path: file,
    template_fullpath: file,
  }
}

/** A template that needs what the items of its loop before it may still set. */
class TooEarly extends Error {
  override readonly name = 'TooEarly'
}

/** At once, so that what is asked next still travels with what others ask in this turn of the event loop. */
function readTemplate({ step }: Acting, file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
    noteInput(file, bytes)
  } catch (cause) {
    throw new InputError(`the template \`${file}\` cannot be read: ${(cause as Error).message}`, {
      place: step.params.place,
      cause,
    })
  }
  if (isUtf8(bytes)) return bytes.toString('utf8')
  throw new InputError(`the template \`${file}\` is not UTF-8 text`, {
    place: step.params.place,
    hint: 'save it as UTF-8, or use `copy`, which takes files of any kind unchanged',
  })
}

async function describeFile(path: string): Promise<LocalFile> {
  const found = statSync(path, { bigint: true })
  if (!found.isDirectory()) noteFile(path)
  return {
    path,
    size: Number(found.size),
    mode: (Number(found.mode) & 0o7777).toString(8).padStart(4, '0'),
    isDirectory: found.isDirectory(),
    open: () => createReadStream(path),
    read: () => readFile(path),
    sha256: () => localDigest(path, found),
    sha1: () => localDigest(path, found, 'sha1'),
    md5: () => localDigest(path, found, 'md5'),
  }
}

async function listDeeply(root: string): Promise<LocalEntry[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const listed = entries.map(async (entry): Promise<LocalEntry | undefined> => {
    const full = join(entry.parentPath, entry.name)
    const path = relative(root, full)
    if (entry.isSymbolicLink()) {
      const [target, isDeadEnd] = await Promise.all([readlink(full), leadsNowhere(full)])
      return { path, kind: 'link', target, isDeadEnd, mode: '0777' }
    }
    if (!entry.isDirectory() && !entry.isFile()) return undefined
    const { mode } = await stat(full)
    return {
      path,
      kind: entry.isDirectory() ? 'directory' : 'file',
      mode: (mode & 0o7777).toString(8).padStart(4, '0'),
    }
  })
  const found = (await Promise.all(listed)).filter(entry => entry !== undefined)
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function leadsNowhere(link: string): Promise<boolean> {
  const folder = await realpath(dirname(link))
  const target = await realpath(link).catch(() => undefined)
  return target === undefined || `${folder}/`.startsWith(`${target}/`)
}
