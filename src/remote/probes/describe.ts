import { sh } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'

/** The letters that Linux file systems give for a file's flags, and their names. */
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

/** Asks for the flags that `lsattr` shows; nothing if the host or the file system has none. */
export function attributeFlags(path: string): Probe<{ attr_flags?: string; attributes?: string[] }> {
  return probe({
    title: `flags of ${path}`,
    script: sh`LC_ALL=C lsattr -d -- ${path} 2>/dev/null || exit 0`,
    parse: ({ stdout }) => {
      const letters = /^([-A-Za-z]+)\s/.exec(stdout.toString())?.[1]?.replaceAll('-', '')
      if (letters === undefined) return {}
      return { attr_flags: letters, attributes: [...letters].flatMap(letter => FLAGS[letter] ?? []) }
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
