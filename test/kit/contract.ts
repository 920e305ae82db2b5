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

/** A case for the contract that all task types have in common. */
export interface ContractCase {
  readonly type: AnyTaskType
  /** The params as in YAML, before aliases are replaced. */
  readonly params: Readonly<Record<string, unknown>>
  readonly host: Host
  readonly project?: Project
  /** The directory that the task changes. A check must leave it entirely unchanged. */
  readonly root: string
  readonly environment?: Readonly<Record<string, string>>
  /** Whether the first check must return a plan or be in sync. */
  readonly expects: 'plan' | 'in-sync'
}

/**
 * Checks a task type against the contract of `testContract`, over a session that is already open and with the files
 * that a test controls.
 */
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

/**
 * Checks the outputs of a task type: it must describe each of them, and apply must not lose outputs that report what
 * was done.
 */
export function holdOutputs(type: AnyTaskType, outcome: ContractOutcome): void {
  holdDescribed(type, outcome)
  holdDone(outcome)
}

/** The fields that the result of any task may have. */
const OF_EVERY_TASK = ['msg', 'warnings', 'changed']

/** Checks that the task type describes each of its outputs. */
function holdDescribed({ outputs }: AnyTaskType, { first, applied, after }: ContractOutcome): void {
  if (outputs === undefined) return
  const { headers } = first.outputs
  for (const field of Object.keys({ ...first.outputs, ...applied, ...after?.outputs })) {
    // Each header of a response is also a field of its own.
    const isHeader = typeof headers === 'object' && headers !== null && field in headers
    const isDescribed = field in outputs || OF_EVERY_TASK.includes(field) || isHeader
    if (!isDescribed) throw new Error(`the task type must describe its output \`${field}\``)
  }
}

/**
 * Checks that no output is lost: in the registered result, the outputs of the check after apply replace those of the
 * plan.
 */
function holdDone({ first, applied, after }: ContractOutcome): void {
  for (const [field, planned] of Object.entries(first.outputs)) {
    const isLost = isEmpty(after?.outputs[field]) && !isEmpty(planned) && !(field in applied)
    if (isLost) throw new Error(`apply must return the output \`${field}\`: the check after it has none`)
  }
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0)
}

/**
 * Returns everything below a directory that a check could change, one line per path: content, mode, owner, times,
 * link target.
 */
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

/** The number of bytes that are read at a time. */
const PIECE = 1 << 20
const ZEROS = Buffer.alloc(PIECE)

/**
 * Returns a hash of the content of a file and its positions. Blocks of zeros are skipped, because a disk image
 * contains little else.
 */
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

/** A project without any files, for task types that read none. */
export const noProject: Project = {
  render: async template => refuse(`template ${template}`),
  template: async path => refuse(`template ${path}`),
  file: async path => refuse(`file ${path}`),
  list: async path => refuse(`directory ${path}`),
  vars: async ({ file, dir }) => refuse(`variables ${file ?? dir}`),
  variables: async names => refuse(`variables ${names.join(', ')}`),
  resolve: path => path,
}

/** A reconnect function for task types that restart nothing. */
export const reconnect: Reconnect = async () => refuse('other session')

function refuse(what: string): never {
  throw new Error(`the test has no ${what}`)
}
