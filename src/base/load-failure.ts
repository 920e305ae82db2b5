import { readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Place } from '../errors.ts'
import { packageRoot } from './package.ts'

/**
 * Why a file in TypeScript could not be loaded into this process, on one line, and where: at the place that the compiler or the
 * stack names, which may be in a file that it imports; otherwise at the beginning of the file.
 */
export function loadFailure(
  file: string,
  cause: unknown,
): { readonly reason: string; readonly place: Place } {
  if (!(cause instanceof Error)) return { reason: String(cause), place: startOf(file) }
  const [line = ''] = cause.message.split('\n')
  const reason = line
    .trim()
    .replace(/^ParseError: /, '')
    // What the compiler makes of an imported name.
    .replace(/\(0 , _\w+\.(\w+)\)/g, '`$1`')
  return { reason, place: placeNamedBy(cause) ?? startOf(file) }
}

function startOf(file: string): Place {
  return { file, line: 1, column: 1 }
}

/** The first place in a file of the user. */
function placeNamedBy({ message, stack }: Error): Place | undefined {
  const places = `${message}\n${stack ?? ''}`.matchAll(/(?:^|[\s(])(?:file:\/\/)?(\/[^\n:()]+):(\d+):(\d+)/g)
  for (const [, file = '', line, column] of places) {
    if (isOfUser(file)) return inLine({ file, line: Number(line), column: Number(column) })
  }
  return undefined
}

const OWN_CODE = ['dist', 'src', 'node_modules'].map(folder => join(packageRoot(), folder) + sep)

function isOfUser(file: string): boolean {
  return !file.includes(`${sep}node_modules${sep}`) && !OWN_CODE.some(folder => file.startsWith(folder))
}

/** The compiler keeps the lines, but a statement that it rewrites may be at another column. */
function inLine(place: Place): Place {
  const text = readFileSync(place.file, 'utf8').split('\n')[place.line - 1] ?? ''
  return place.column <= text.length + 1 ? place : { ...place, column: 1 }
}
