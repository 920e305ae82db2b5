/** What a symbolic mode starts from. */
export interface ModeBasis {
  /** Four octal digits, as the file has them now. */
  readonly mode: string
  readonly isDirectory: boolean
}

/**
 * The mode of a mode param in four octal digits: octal unchanged, symbolic (`u=rwX,g+s`) applied to the current
 * mode, like chmod. A clause without `u`, `g`, `o` or `a` respects umask 022.
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
 * A mode as an operand of chmod that sets exactly that mode: on a directory, GNU chmod keeps set-user-ID and
 * set-group-ID unless it gets five digits. Source: Info coreutils, "Directory Setuid and Setgid".
 */
export function exactMode(mode: string): string {
  return `0${mode}`
}

/** Whether a mode is symbolic: its result may depend on the current mode. */
export function isRelative(mode: string): boolean {
  return !/^[0-7]{4}$/.test(mode)
}

const UMASK = 0o022
const SHIFTS: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 }
const SPECIALS: Readonly<Record<string, number>> = { u: 0o4000, g: 0o2000, o: 0o1000 }

function applyAction(bits: number, who: string, sign: string, letters: string, isDirectory: boolean): number {
  const classes = who === '' || who.includes('a') ? ['u', 'g', 'o'] : [...new Set(who)]
  const allowed = who === '' ? ~UMASK : ~0
  const set = classes.reduce((sum, one) => sum | bitsFor(one, letters, bits, isDirectory), 0) & allowed
  if (sign === '+') return bits | set
  if (sign === '-') return bits & ~set
  const cleared = classes.reduce((sum, one) => sum | clearedBy(one, isDirectory), 0)
  return (bits & ~cleared) | set
}

/** The bits that the letters mean for one class. */
function bitsFor(one: string, letters: string, bits: number, isDirectory: boolean): number {
  const shift = SHIFTS[one] ?? 0
  let set = 0
  for (const letter of letters) {
    if (letter === 'r') set |= 4 << shift
    if (letter === 'w') set |= 2 << shift
    if (letter === 'x') set |= 1 << shift
    if (letter === 'X' && (isDirectory || (bits & 0o111) !== 0)) set |= 1 << shift
    if (letter === 's' && one !== 'o') set |= SPECIALS[one] ?? 0
    if (letter === 't' && one === 'o') set |= 0o1000
    const copied = SHIFTS[letter]
    if (copied !== undefined) set |= ((bits >> copied) & 7) << shift
  }
  return set
}

// As GNU chmod: `=` leaves a directory's set-user-id and set-group-id bits alone.
function clearedBy(one: string, isDirectory: boolean): number {
  const special = isDirectory && one !== 'o' ? 0 : (SPECIALS[one] ?? 0)
  return (7 << (SHIFTS[one] ?? 0)) | special
}
