import type { InputError } from '../errors.ts'
import { keyHint, type Missing, missingKeyText, readKey } from '../functions/lookup.ts'
import { adviceOn } from '../values/name-hints.ts'
import { isHidden } from '../values/plain.ts'
import { Unknown } from '../values/unknown.ts'
import type { Path } from './ast.ts'
import type { Fault } from './faults.ts'

/** The state that all frames of one rendering share. */
export interface Run {
  readonly variables: Readonly<Record<string, unknown>>
  readonly fail: (fault: Fault) => InputError
}

/** A scope during rendering: the value of `this`, loop data and block params. */
export interface Frame {
  readonly run: Run
  readonly context: unknown
  /** The frame that `..` refers to. */
  readonly outer?: Frame
  readonly loop?: {
    readonly index: number
    readonly key: string | number
    readonly first: boolean
    readonly last: boolean
  }
  readonly params?: BlockParam | undefined
}

interface BlockParam {
  readonly name: string
  readonly value: unknown
  readonly next: BlockParam | undefined
}

/** Returns a function that reads a path's value in a frame. An unknown value on the way is returned as it is. */
export function readPath(
  path: Path,
  from: 'context' | 'data' | 'block param',
): (frame: Frame, missing: Missing) => unknown {
  const { parts, depth } = path
  return (frame, missing) => {
    if (from === 'block param') return readParts(path, blockParam(frame, parts[0]), 1, frame, missing)
    if (from === 'data' && parts[0] === 'root') return readVariable(path, 1, frame, missing)
    if (from === 'data') return readParts(path, loopData(path, frame), 1, frame, missing)
    let at: Frame = frame
    for (let up = 0; up < depth && at.outer; up += 1) at = at.outer
    if (!at.outer) return readVariable(path, 0, frame, missing)
    return readParts(path, at.context, 0, frame, missing)
  }
}

function blockParam(frame: Frame, name: string | undefined): unknown {
  let param = frame.params
  while (param && param.name !== name) param = param.next
  return param?.value
}

function loopData(path: Path, frame: Frame): unknown {
  let at: Frame | undefined = frame
  for (let up = path.depth; at; at = at.outer) {
    if (!at.loop) continue
    if (up === 0) return at.loop[path.parts[0] as 'index']
    up -= 1
  }
  throw frame.run.fail({
    message: `\`${path.original}\` exists only inside \`{{#each}}\``,
    position: path.loc.start,
  })
}

function readVariable(path: Path, index: number, frame: Frame, missing: Missing): unknown {
  const { variables, fail } = frame.run
  const name = path.parts[index] ?? ''
  // safety: a name in a template cannot reach the prototype of the variables
  if (Object.hasOwn(variables, name)) return readParts(path, variables[name], index + 1, frame, missing)
  // safety: an undefined variable is an error
  if (missing === 'variable') return undefined
  throw fail({
    message: `there is no variable \`${name}\``,
    hint: adviceOn(variables, name) ?? absentHint(name),
    position: path.loc.start,
  })
}

function absentHint(name: string): string {
  return `define it, or write \`{{default ${name} …}}\``
}

function readParts(path: Path, start: unknown, index: number, frame: Frame, missing: Missing): unknown {
  let value = start
  for (let at = index; at < path.parts.length; at += 1) {
    if (value instanceof Unknown) return value
    const key = path.parts[at] ?? ''
    const found = missing === 'variable' && isHidden(value, key) ? undefined : readKey(value, key)
    if (found !== undefined) {
      value = found
      continue
    }
    if (missing !== 'nothing') return undefined
    throw missingKey(path, value, at, frame)
  }
  return value
}

function missingKey(path: Path, value: unknown, index: number, frame: Frame): InputError {
  const key = path.parts[index] ?? ''
  const before = path.parts.slice(0, index).join('.') || (path.depth > 0 ? '..' : 'this')
  const position = path.loc.start
  const isOuter = index === 0 && path.depth === 0 && Object.hasOwn(frame.run.variables, key)
  if (isOuter) {
    return frame.run.fail({
      message: `\`this\` has no \`${key}\`, which is a variable outside this block`,
      hint: `write \`{{@root.${key}}}\``,
      position,
    })
  }
  return frame.run.fail({
    message: `\`${before}\` ${missingKeyText(value, key)}`,
    hint: keyHint(value, key),
    position,
  })
}
