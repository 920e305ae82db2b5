import { joinShell, type ShellText, sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'
import { shellDigest } from './digest.ts'
import { parseTarListing, type TarListing, TOO_LARGE, TOO_MANY } from './tar-listing.ts'

/**
 * Defines the shell functions `unpacker`, which selects the decompressor by a file's first bytes, `need` and
 * `unpack`.
 */
const UNPACKERS = sh`unpacker() {
  case $1 in
    1f8b*) echo gzip;; fd377a585a00*) echo xz;; 425a68*) echo bzip2;; 28b52ffd*) echo zstd;; *) echo cat;;
  esac
}
need() { command -v "$1" >/dev/null 2>&1 || { printf '%s' "$1"; echo "the host has no $1" >&2; exit 5; }; }
# Options in the environment must not change how an archive is read. Only xz lets an archive choose the memory.
unset TAR_OPTIONS GZIP XZ_OPT BZIP BZIP2 ZSTD_CLEVEL
XZ_DEFAULTS=--memlimit-decompress=1GiB; export XZ_DEFAULTS
unpack() { if [ "$u" = cat ]; then cat; else "$u" -dc; fi; }`

/**
 * Returns shell code that defines `archive`, a function that prints the tar file in a file on the host, decompressed.
 */
export function tarOfFile(path: string): ShellText {
  return joinShell([
    UNPACKERS,
    sh`u=$(unpacker "$(od -An -tx1 -N6 < ${path} | tr -d ' \n')")
need "$u"
archive() { unpack < ${path}; }`,
  ])
}

/**
 * Returns shell code that defines `archive`, a function that prints the tar file in `bytes`, decompressed by the
 * program `unpacker`. The bytes are part of the script: a probe may not write even a temporary file.
 */
export function tarOfBytes(unpacker: string, bytes: Buffer): ShellText {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  const parts = Array.from({ length: Math.ceil(lines.length / 1000) }, (_, part) =>
    lines.slice(part * 1000, part * 1000 + 1000).join('\n'),
  )
  return joinShell([
    UNPACKERS,
    sh`u=${unpacker}
need "$u"
if command -v base64 >/dev/null 2>&1; then decode() { base64 -d; }
else need openssl; decode() { openssl base64 -d; }; fi
archive() { {
:`,
    // `echo` is built into every shell. `printf` is a program in some, and every user on the host can read a
    // program's arguments.
    ...parts.map(part => sh`echo ${part}`),
    sh`} | decode | unpack; }`,
  ])
}

/**
 * Returns shell code that defines `archive`, a function that prints the tar file that the script `fetch` prints,
 * decompressed by the program `unpacker`.
 */
export function tarOfStream(fetch: ShellText, unpacker: string): ShellText {
  return joinShell([
    UNPACKERS,
    sh`u=${unpacker}
need "$u"
archive() { ${fetch} | unpack; }`,
  ])
}

/**
 * Returns a shell condition: whether a command prints more than `most` bytes. It reads at most one more. It compares
 * numbers as strings, since some shells count only up to two billion.
 */
export function isMore(command: ShellText, most: number): ShellText {
  return sh`{ d_n=$(${command} | head -c ${most + 1} | wc -c); [ "\${d_n##*[!0-9]}" = ${most + 1} ]; }`
}

/**
 * Returns shell code that pipes the output of `archive`, limited to `maxSize` bytes, to another command, and limits
 * the output of that command to `lines` lines. It ends the script if the command or the decompressor fails: the
 * beginning of a damaged archive may look complete.
 */
export function throughArchive(command: ShellText, maxSize: number, lines?: number): ShellText {
  const most = lines === undefined ? sh`` : sh`| head -n ${lines}`
  const isTooMany = sh`[ "$(archive 2>/dev/null | { ${command}; } 2>/dev/null ${most} | wc -l)" -lt ${lines ?? 0} ] || exit ${TOO_MANY}`
  // safety: decompressing an archive on a host stops at the size limit
  return sh`exec 3>&1
d_x=$({ { archive 4>&-; echo "a$?." >&4; } | head -c ${maxSize + 1} | { { ${command}; echo "t$?." >&4; } ${most} >&3; cat >/dev/null; }; } 4>&1)
exec 3>&-
d_e=
case $d_x in *t0.*) ;; *) d_e="tar could not read the archive";; esac
# Status 2 of gzip is only a warning. A decompressor whose reader ends early has yet another status.
case $u.$d_x in *.*a0.* | gzip.*a2.*) ;; *) d_e="the archive is damaged, $u could not unpack all of it";; esac
if [ -n "$d_e" ]; then
  ${isMore(sh`archive 2>/dev/null`, maxSize)} && { echo "more than ${maxSize} bytes come out of the archive" >&2; exit ${TOO_LARGE}; }
  ${lines === undefined ? sh`d_report_full` : isTooMany}
  echo "$d_e" >&2
  exit 1
fi`
}

/** Asks for the list of entries in a tar file. Reads at most `maxSize` bytes of it. */
export function tarListing(title: string, open: ShellText, maxSize: number): Probe<TarListing> {
  return probe({
    title: `contents of ${title}`,
    script: joinShell([
      sh`LC_ALL=C; export LC_ALL`,
      open,
      sh`need tar
tar --version 2>&1 | head -n 1`,
      listArchive(maxSize),
    ]),
    answers: [0, 5, TOO_LARGE, TOO_MANY],
    parse: parseTarListing,
  })
}

/** The most lines of a listing that are read: one more than are allowed. */
const MAX_LINES = 200_001

/**
 * Returns shell code that lists the entries of what `archive` prints. `apply` compares the digest of this output with
 * that of the check. GNU tar shows names unchanged only with -P.
 */
export function listArchive(maxSize: number): ShellText {
  return sh`case $(tar --version 2>&1) in *GNU*) raw=-P;; *) raw=;; esac
${throughArchive(sh`TZ=UTC0 tar $raw --numeric-owner -tvf -`, maxSize, MAX_LINES)}`
}

/** Asks for one digest of the contents of all files in a tar file, in their order. */
export function tarDigest(title: string, open: ShellText, maxSize: number): Probe<string> {
  return probe({
    title: `digest of what is in ${title}`,
    script: joinShell([
      open,
      throughArchive(sh`tar -xOf - | { ${shellDigest('sha256', '')}; printf '%s' "$sums"; }`, maxSize),
    ]),
    parse: ({ stdout }) => /^[0-9a-f]{64}/.exec(stdout.toString())?.[0] ?? '',
  })
}

/** Asks for the digest of each file in a tar file. `sizes` are the sizes of the files, in their order. */
export function tarDigests(
  title: string,
  open: ShellText,
  sizes: readonly number[],
  maxSize: number,
): Probe<readonly string[]> {
  return probe({
    title: `digests of what is in ${title}`,
    script: joinShell([
      open,
      throughArchive(
        sh`tar -xOf - | { for n in ${sizes}; do d_copy_bytes "$n" | { ${shellDigest('sha256', '')}; printf '%s\n' "$sums"; }; done; cat >/dev/null; }`,
        maxSize,
      ),
    ]),
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\n')
        .slice(0, sizes.length)
        .map(line => /^\\?([0-9a-f]{64})/.exec(line)?.[1] ?? ''),
  })
}

/** Asks for one digest of the contents of all these files, in their order; missing files count as empty. */
export function digestOfAll(paths: readonly string[]): Probe<string> {
  // `cat` gets at most 200 names at once, since the length of a program's arguments is limited.
  const parts = Array.from({ length: Math.ceil(paths.length / 200) }, (_, part) =>
    paths.slice(part * 200, part * 200 + 200),
  )
  return probe({
    title: `digest of ${paths.length} files`,
    script: sh`{
:
${joinShell(parts.map(part => sh`cat ${part} 2>/dev/null`))}
} | { ${shellDigest('sha256', '')}; printf '%s' "$sums"; }`,
    parse: ({ stdout }) => /^[0-9a-f]{64}/.exec(stdout.toString())?.[0] ?? '',
  })
}

/** Asks for a part of a file. */
export function fileBytes(path: string, from: number, length: number): Probe<Buffer> {
  return probe({
    title: `bytes ${from} to ${from + length} of ${path}`,
    script: sh`tail -c ${`+${from + 1}`} ${path} | head -c ${length}`,
    parse: ({ stdout }) => stdout,
  })
}

/** Asks for the zip checksums of files, in hex and in their order; empty for a missing file. */
export function crcOfFiles(paths: readonly string[]): Probe<readonly string[]> {
  return probe({
    title: `zip checksums of ${paths.length} files`,
    // A gzip stream ends with the CRC and the size of the uncompressed data, least significant byte first.
    script: sh`for f in ${paths}; do
  [ -f "$f" ] && gzip -1c < "$f" | tail -c 8 | od -An -tx1 | tr -d ' \n'
  echo
done`,
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\n')
        .slice(0, paths.length)
        .map(line => (line.slice(0, 8).match(/../g) ?? []).reverse().join('')),
  })
}

/** Asks for the first six bytes of a file, which identify its format; empty if the file does not exist. */
export function startOfFile(path: string): Probe<Buffer> {
  return probe({
    title: `format of ${path}`,
    script: sh`[ -f ${path} ] || exit 0
od -An -tx1 -N6 < ${path}`,
    parse: ({ stdout }) => Buffer.from(stdout.toString().replace(/\s/g, ''), 'hex'),
  })
}
