import { type ShellText, sh } from '../../shell/quote.ts'

/** Programs that compress a dump, by the ending of its name. Each has `-dc`. */
const COMPRESSORS: Readonly<Record<string, string>> = { gz: 'gzip', bz2: 'bzip2', xz: 'xz' }

/** The program that compresses a dump of that name; undefined if it is not compressed. */
export function compressorOf(path: string): string | undefined {
  return COMPRESSORS[/\.(\w+)$/.exec(path)?.[1] ?? '']
}

/** A script that writes the output of a command to `"$t"`, as the name of the dump asks. It fails if one of its programs does. */
export function dumpScript(command: ShellText, path: string): ShellText {
  const compressor = compressorOf(path)
  if (compressor === undefined)
    return sh`{ ${command}
} > "$t"`
  // No POSIX shell has `pipefail`: the status of the first program comes by another way.
  return sh`s=$({ { { ${command}
}; echo "$?" >&3; } | ${compressor} > "$t"; } 3>&1) || exit
exit "$s"`
}

/** A script that gives a dump to a command as standard input. It fails if one of its programs does. */
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
