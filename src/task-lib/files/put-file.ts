import type { Project } from '../../authoring/project.ts'
import { TaskError } from '../../errors.ts'
import { REFUSED_BY } from '../../remote/files/atomic-write.ts'
import type { FileWrite } from '../../remote/files/file-write.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import { setAttributes } from './attributes.ts'
import { unpackContent } from './content.ts'
import type { FilePlan } from './plan-file.ts'
import { type SecurityAttributes, securityOf } from './security.ts'

/** Applies the plan of `planFile`. */
export async function putFile(host: Host, project: Project, data: FilePlan): Promise<void> {
  const put = await openFile(project, data)
  await put(host)
}

/**
 * Opens the project file of a plan (small files are read completely), and returns a function that applies the plan.
 */
export async function openFile(project: Project, data: FilePlan): Promise<(host: Host) => Promise<unknown>> {
  if (data.do === 'attributes') {
    return async host => {
      await host.run(setAttributes(data.path, data), { title: `set mode and owner of ${data.path}` })
    }
  }
  const { source, path } = data
  if ('host' in source) {
    const from = source.host
    const script = sh`[ -f ${from} ] || { echo ${`${from} does not exist`} >&2; exit 1; }
cat < ${from} > "$t"`
    const content = { title: `copy ${from} to ${path}`, script }
    return host => writeFile(host, data, content)
  }
  const file =
    'file' in source
      ? await project.file(source.file, { decrypts: source.isRaw !== true })
      : unpackContent(source)
  const content = 'read' in file && file.size <= SMALL ? await file.read() : file
  return host => writeFile(host, data, content)
}

async function writeFile(host: Host, data: FilePlan & { do: 'write' }, content: FileWrite['content']) {
  const { path, mode, owner, group, backup, validate, replaces } = data
  const written = host.write({ path, content, mode, owner, group, backup, validate, replaces })
  await written.catch(error => {
    throw asRefused(error, validate)
  })
  await setSecurity(host, path, data)
}

/** Adds the `msg` of Ansible's modules to the error for a file that `validate` refuses. */
function asRefused(error: unknown, validate: string | undefined): unknown {
  const isRefused = validate !== undefined && error instanceof TaskError && error.message.includes(REFUSED_BY)
  if (!isRefused) return error
  const { message, hint, outputs } = error
  return new TaskError(message, { hint, cause: error, outputs: { ...outputs, msg: 'failed to validate' } })
}

/** Sets the security attributes of a file that was just written: context and flags. */
export async function setSecurity(host: Host, path: string, attributes: SecurityAttributes): Promise<void> {
  const given = securityOf(attributes)
  if (Object.keys(given).length === 0) return
  await host.run(setAttributes(path, given), { title: `set context and flags of ${path}` })
}

/**
 * Applies the plans of `planFile` for several small files in one directory that belong together and whose content is
 * in the plans. The written files are renamed into place together.
 */
export async function putFilesTogether(host: Host, plans: readonly FilePlan[]): Promise<void> {
  const files = plans.flatMap(data => {
    if (data.do !== 'write') return []
    const { source, path, mode, owner, group, backup, validate, replaces } = data
    if ('file' in source || 'host' in source) throw new TypeError(`the content of ${path} is not available`)
    return [{ path, content: unpackContent(source), mode, owner, group, backup, validate, replaces }]
  })
  const [first, ...atomicWith] = files
  if (first) await host.write(atomicWith.length > 0 ? { ...first, atomicWith } : first)
  for (const data of plans) {
    if (data.do === 'attributes')
      await host.run(setAttributes(data.path, data), { title: `set mode and owner of ${data.path}` })
  }
}

/** Maximum size in bytes of a file that is read completely. */
const SMALL = 64 * 1024
