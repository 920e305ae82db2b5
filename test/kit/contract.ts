import { createHash } from 'node:crypto'
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import {
  type AnyTaskType,
  bindForTest,
  type ContractOutcome,
  holdContract,
} from '../../src/authoring/contract.ts'
import type { Reconnect } from '../../src/authoring/define.ts'
import type { Project } from '../../src/authoring/project.ts'
import type { Host } from '../../src/remote/host.ts'

export { type AnyTaskType, bindForTest as bind, type ContractOutcome }

/** One case of the contract that all task types share. */
export interface ContractCase {
  readonly type: AnyTaskType
  /** As in YAML, aliases and all. */
  readonly params: Readonly<Record<string, unknown>>
  readonly host: Host
  readonly project?: Project
  /** The directory that the task acts in; a check must leave all of it as it is. */
  readonly root: string
  readonly environment?: Readonly<Record<string, string>>
  /** Whether the first check must find something to do. */
  readonly expects: 'plan' | 'in-sync'
}

/** Holds a task type to the contract of `testContract`, over a session that is open already and with what a test knows of its files. */
export async function holdsContract({
  root,
  project,
  environment,
  ...given
}: ContractCase): Promise<ContractOutcome> {
  const outcome = await holdContract({
    ...{ ...given, reconnect, project: project ?? noProject, environment: environment ?? {} },
    fingerprint: () => fingerprint(root),
  })
  holdOutputs(given.type, outcome)
  return outcome
}

/** Each output of a task type is one that it describes, and none that says what was done is lost after apply. */
export function holdOutputs(type: AnyTaskType, outcome: ContractOutcome): void {
  holdDescribed(type, outcome)
  holdDone(outcome)
}

/** The keys that any result may have. */
const OF_EVERY_TASK = ['msg', 'warnings', 'changed']

/** Each output of a task type is one that it describes. */
function holdDescribed({ outputs }: AnyTaskType, { first, applied, after }: ContractOutcome): void {
  if (outputs === undefined) return
  const { headers } = first.outputs
  for (const field of Object.keys({ ...first.outputs, ...applied, ...after?.outputs })) {
    // Each header of a response is a key of its own, too.
    const isHeader = typeof headers === 'object' && headers !== null && field in headers
    const isDescribed = field in outputs || OF_EVERY_TASK.includes(field) || isHeader
    if (!isDescribed) throw new Error(`the task type must describe its output \`${field}\``)
  }
}

/** In the registered result, the outputs of the check after apply replace those of the plan: what was done must not be lost so. */
function holdDone({ first, applied, after }: ContractOutcome): void {
  for (const [field, planned] of Object.entries(first.outputs)) {
    const isLost = isEmpty(after?.outputs[field]) && !isEmpty(planned) && !(field in applied)
    if (isLost) throw new Error(`apply must return the output \`${field}\`: the check after it has none`)
  }
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0)
}

/** Everything below a directory that a check could change, a line each: contents, modes, owners, times, targets. */
export function fingerprint(root: string): string[] {
  const found = lstatSync(root, { throwIfNoEntry: false })
  if (!found) return []
  const { mode, uid, gid, size, mtimeMs, ctimeMs, ino } = found
  const line = [root, mode.toString(8), uid, gid, size, mtimeMs, ctimeMs, ino, contentOf(found, root)].join(
    ' ',
  )
  if (!found.isDirectory()) return [line]
  return [
    line,
    ...readdirSync(root)
      .sort()
      .flatMap(name => fingerprint(join(root, name))),
  ]
}

function contentOf(found: Stats, path: string): string {
  if (found.isSymbolicLink()) return readlinkSync(path)
  return found.isFile() ? hashOf(path) : ''
}

/** Bytes that are read at a time. */
const PIECE = 1 << 20
const ZEROS = Buffer.alloc(PIECE)

/** A hash of what a file holds and where; without what is zero, since an image of a disk is little else. */
function hashOf(path: string): string {
  const hash = createHash('sha256')
  const piece = Buffer.alloc(PIECE)
  const file = openSync(path, 'r')
  try {
    let at = 0
    for (
      let size = readSync(file, piece, 0, PIECE, at);
      size > 0;
      size = readSync(file, piece, 0, PIECE, at)
    ) {
      const read = piece.subarray(0, size)
      if (!read.equals(ZEROS.subarray(0, size))) hash.update(`${at} ${size} `).update(read)
      at += size
    }
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

/** A project that has nothing, for task types that read nothing of it. */
export const noProject: Project = {
  render: async template => refuse(`template ${template}`),
  template: async path => refuse(`template ${path}`),
  file: async path => refuse(`file ${path}`),
  list: async path => refuse(`directory ${path}`),
  vars: async ({ file, dir }) => refuse(`variables ${file ?? dir}`),
  variables: async names => refuse(`variables ${names.join(', ')}`),
  resolve: path => path,
}

/** For what restarts nothing. */
export const reconnect: Reconnect = async () => refuse('other session')

function refuse(what: string): never {
  throw new Error(`the test has no ${what}`)
}
