import type { MadeContent } from '../../remote/files/file-write.ts'
import { reportingSize } from '../../remote/files/report-size.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { requireProgram } from '../../shell/require-program.ts'

export const PACK_FORMATS = ['gz', 'bz2', 'xz', 'zip', 'tar'] as const

type PackFormat = (typeof PACK_FORMATS)[number]

/** The wanted archive, or the wanted compressed file. */
export interface Pack {
  readonly dest: string
  readonly format: PackFormat
  /** Absolute path, with a trailing slash, that the names are relative to. */
  readonly root: string
  readonly names: readonly string[]
  readonly isArchive: boolean
}

/**
 * Probe: whether the archive already equals the one that would be created now. Content, modes, owners and times of
 * the files count, and the kind of compression does not.
 */
export function isPackedAlready(pack: Pack): Probe<boolean> {
  return probe({
    title: `what ${pack.dest} has`,
    script: joinShell([
      needs(pack),
      sh`[ -f ${pack.dest} ] || exit 1
digest() { if command -v sha256sum >/dev/null; then sha256sum; else cksum; fi; }
pack() {
${packed(pack)}
}
new=$( { pack 2>/dev/null || echo failed; } | digest)
old=$(${unpacker(pack)} <${pack.dest} 2>/dev/null | digest)
[ "$new" = "$old" ] || exit 1`,
    ]),
    answers: [0, 1],
    parse: ({ status }) => status === 0,
  })
}

/** Returns the archive as content of a file that the host generates. */
export function packContent(pack: Pack): MadeContent {
  return {
    title: `pack ${pack.dest}`,
    script: joinShell([
      needs(pack),
      // The exit status of `pack` is read from descriptor 3, because its output goes to the compressor.
      sh`pack() {
${packed(pack)}
}
${reportingSize(sh`s=$( { { pack; echo "$?" >&3; } | ${packer(pack)} >"$t" || echo 1 >&3; } 3>&1) || exit
[ "$s" = 0 ] || exit 1`)}`,
    ]),
  }
}

/** Returns the script lines that fail if a needed program is missing, before anything is read. */
function needs({ format, isArchive }: Pack): ShellText {
  const programs = [
    ...(isArchive && format !== 'zip' ? ['tar'] : []),
    ...(format === 'tar' ? [] : [PROGRAMS[format]]),
  ]
  return joinShell(programs.map(program => requireProgram(program, 'install it in an earlier task')))
}

const PROGRAMS = { gz: 'gzip', bz2: 'bzip2', xz: 'xz', zip: 'zip' } as const

const MOST_WORDS = 100_000

/**
 * Returns the script that prints the data before its compression (a zip file is already compressed). The same files
 * always give the same bytes.
 */
function packed({ format, root, names, isArchive }: Pack): ShellText {
  const [first = ''] = names
  if (!isArchive && format !== 'zip' && format !== 'tar') return sh`cat -- ${`${root}${first}`}`
  if (format === 'zip') return sh`cd -- ${root} && printf '%s\\n' ${names} | zip -q -X - -@`
  // Only GNU tar reads names from standard input here, and Linux limits the arguments of a program.
  const isShort = names.join(' ').length + names.length < MOST_WORDS
  const others = isShort
    ? sh`tar -c --no-recursion -f - -- ${names}`
    : sh`{ echo 'this number of files needs GNU tar: install it in an earlier task' >&2; false; }`
  return sh`cd -- ${root} && case $(LC_ALL=C tar --version 2>/dev/null) in
  *'GNU tar'*) printf '%s\\000' ${names} | LC_ALL=C tar -c --format=gnu --no-recursion --null -T - -f -;;
  *) ${others};;
esac`
}

function packer({ format }: Pack): ShellText {
  if (format === 'zip' || format === 'tar') return sh`cat`
  return format === 'gz' ? sh`gzip -n` : sh`${PROGRAMS[format]}`
}

function unpacker({ format }: Pack): ShellText {
  return format === 'zip' || format === 'tar' ? sh`cat` : sh`${PROGRAMS[format]} -dc`
}
