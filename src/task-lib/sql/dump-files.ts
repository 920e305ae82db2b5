import { type ShellText, sh } from '../../shell/quote.ts'

/** Programs that compress a dump, by file extension. Each has `-dc` to decompress to standard output. */
const COMPRESSORS: Readonly<Record<string, string>> = { gz: 'gzip', bz2: 'bzip2', xz: 'xz' }

/** Returns the program that compresses a dump with this name; undefined if it is not compressed. */
export function compressorOf(path: string): string | undefined {
  return COMPRESSORS[/\.(\w+)$/.exec(path)?.[1] ?? '']
}

/**
 * Returns a script that writes the output of a command to `"$t"`, compressed if the name of the dump requires it. It
 * fails if one of its programs fails.
 */
export function dumpScript(command: ShellText, path: string): ShellText {
  const compressor = compressorOf(path)
  if (compressor === undefined)
    return sh`{ ${command}
} > "$t"`
  // POSIX shells have no `pipefail`: the status of the first program is passed through another file descriptor.
  return sh`s=$({ { { ${command}
}; echo "$?" >&3; } | ${compressor} > "$t"; } 3>&1) || exit
exit "$s"`
}

/**
 * Returns a script that passes a dump to a command on standard input, decompressed. It fails if one of its programs
 * fails.
 */
export function importScript(path: string, command: ShellText): ShellText {
  const compressor = compressorOf(path)
  if (compressor === undefined)
    return sh`{ ${command}
} < ${path}`
  return sh`exec 4>&1
s=$({ { ${compressor} -dc -- ${path}; echo "$?" >&3; } | { ${command}
} >&4; } 3>&1) || exit
exit "$s"`
}
