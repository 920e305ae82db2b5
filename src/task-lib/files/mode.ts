/** What a symbolic mode is applied to. */
export interface ModeBasis {
  /** The current mode of the file, as four octal digits. */
  readonly mode: string
  readonly isDirectory: boolean
}

/**
 * Returns the mode that a mode param means, as four octal digits. An octal mode is returned unchanged. A symbolic one
 * (`u=rwX,g+s`) is applied to the current mode, like chmod does. A clause without `u`, `g`, `o` or `a` respects umask
 * 022.
 */
export function resolveMode(wanted: string, { mode, isDirectory }: ModeBasis): string {
  if (/^[0-7]{4}$/.test(wanted)) return wanted
  let bits = Number.parseInt(mode, 8)
  for (const clause of wanted.split(',')) {
    const [, who = '', actions = ''] = /^([ugoa]*)(.*)$/.exec(clause) ?? []
    for (const [, sign = '', letters = ''] of actions.matchAll(/([-+=])([rwxXstugo]*)/g)) {
      bits = applyAction(bits, who, sign, letters, isDirectory)
    }
  }
  return bits.toString(8).padStart(4, '0')
}

/**
 * Returns the operand of chmod that sets exactly this mode. On a directory, GNU chmod keeps set-user-ID and
 * set-group-ID unless the operand has five digits. Source: Info coreutils, "Directory Setuid and Setgid".
 */
export function exactMode(mode: string): string {
  return `0${mode}`
}

/** Whether a mode is symbolic, so that the result may depend on the current mode. */
export function isRelative(mode: string): boolean {
  return !/^[0-7]{4}$/.test(mode)
}

const UMASK = 0o022
const CLASSES = ['u', 'g', 'o'] as const
type Class = (typeof CLASSES)[number]

const SHIFTS: Readonly<Record<Class, number>> = { u: 6, g: 3, o: 0 }
const SPECIALS: Readonly<Record<Class, number>> = { u: 0o4000, g: 0o2000, o: 0o1000 }

function applyAction(bits: number, who: string, sign: string, letters: string, isDirectory: boolean): number {
  const classes: readonly Class[] =
    who === '' || who.includes('a') ? CLASSES : CLASSES.filter(one => who.includes(one))
  const allowed = who === '' ? ~UMASK : ~0
  const set = classes.reduce((sum, one) => sum | bitsFor(one, letters, bits, isDirectory), 0) & allowed
  if (sign === '+') return bits | set
  if (sign === '-') return bits & ~set
  const cleared = classes.reduce((sum, one) => sum | clearedBy(one, isDirectory), 0)
  return (bits & ~cleared) | set
}

function isClass(letter: string): letter is Class {
  return letter in SHIFTS
}

/** Returns the bits that the letters of a clause set for one class. */
function bitsFor(one: Class, letters: string, bits: number, isDirectory: boolean): number {
  const shift = SHIFTS[one]
  let set = 0
  for (const letter of letters) {
    if (letter === 'r') set |= 4 << shift
    if (letter === 'w') set |= 2 << shift
    if (letter === 'x') set |= 1 << shift
    if (letter === 'X' && (isDirectory || (bits & 0o111) !== 0)) set |= 1 << shift
    if (letter === 's' && one !== 'o') set |= SPECIALS[one]
    if (letter === 't' && one === 'o') set |= 0o1000
    if (isClass(letter)) set |= ((bits >> SHIFTS[letter]) & 7) << shift
  }
  return set
}

// As in GNU chmod, `=` does not clear a directory's set-user-ID and set-group-ID bits.
function clearedBy(one: Class, isDirectory: boolean): number {
  const special = isDirectory && one !== 'o' ? 0 : SPECIALS[one]
  return (7 << SHIFTS[one]) | special
}
