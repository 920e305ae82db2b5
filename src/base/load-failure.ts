import { readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Place } from '../errors.ts'
import { packageRoot } from './package.ts'

/**
 * Returns why a TypeScript file could not be loaded into this process, in one line, and where: at the position that
 * the compiler or the stack names, which may be in a file that it imports; otherwise at the start of the file.
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
    // Restores an imported name from the form that the compiler gives it.
    .replace(/\(0 , _\w+\.(\w+)\)/g, '`$1`')
  return { reason, place: placeNamedBy(cause) ?? startOf(file) }
}

function startOf(file: string): Place {
  return { file, line: 1, column: 1 }
}

/** Returns the first position in a file of the user. */
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

/** The compiler keeps line numbers, but a statement that it rewrites may have another column. */
function inLine(place: Place): Place {
  const text = readFileSync(place.file, 'utf8').split('\n')[place.line - 1] ?? ''
  return place.column <= text.length + 1 ? place : { ...place, column: 1 }
}
