import { sh } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'

/** The names of file attributes on Linux, by the letters that `lsattr` prints. */
const FLAGS: Readonly<Record<string, string>> = {
  A: 'noatime',
  a: 'append',
  c: 'compressed',
  C: 'nocow',
  d: 'nodump',
  D: 'dirsync',
  e: 'extents',
  E: 'encrypted',
  h: 'blocksize',
  i: 'immutable',
  I: 'indexed',
  j: 'journalled',
  N: 'inline',
  s: 'zero',
  S: 'synchronous',
  t: 'notail',
  T: 'blockroot',
  u: 'undelete',
  X: 'compressedraw',
  Z: 'compresseddirty',
}

/** What `lsattr` shows for a file. */
interface Flags {
  readonly attr_flags?: string
  readonly attributes?: string[]
  /** The generation number of the file, as a string. */
  readonly version?: string
}

/** Asks for the attributes that `lsattr` shows; empty if the host or the file system has none. */
export function attributeFlags(path: string): Probe<Flags> {
  return probe({
    title: `flags of ${path}`,
    // tmpfs has attributes, but no generation numbers.
    script: sh`LC_ALL=C lsattr -vd -- ${path} 2>/dev/null || LC_ALL=C lsattr -d -- ${path} 2>/dev/null || exit 0`,
    parse: ({ stdout }) => {
      const [, version, shown] = /^\s*(?:(\d+)\s+)?([-A-Za-z]+)\s/.exec(stdout.toString()) ?? []
      if (shown === undefined) return {}
      const letters = shown.replaceAll('-', '')
      const attributes = [...letters].flatMap(letter => FLAGS[letter] ?? [])
      return { attr_flags: letters, attributes, ...(version === undefined ? {} : { version }) }
    },
  })
}

/** Asks `file` for the content type of a file; `unknown` if the host cannot determine it. */
export function mimeType(path: string): Probe<{ mimetype: string; charset: string }> {
  return probe({
    title: `type of ${path}`,
    script: sh`LC_ALL=C file -b --mime-type --mime-encoding -- ${path} 2>/dev/null || exit 0`,
    parse: ({ stdout }) => {
      const [mimetype = '', charset = ''] = stdout.toString().trim().split('; charset=')
      return { mimetype: mimetype || 'unknown', charset: charset || 'unknown' }
    },
  })
}
