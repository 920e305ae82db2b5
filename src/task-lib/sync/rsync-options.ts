import { omitUndefined } from '../../base/omit-undefined.ts'

/** The effects of the rsync options that `synchronize` supports. */
export interface RsyncOptions {
  readonly excludes: readonly string[]
  readonly owner?: string
  readonly group?: string
  readonly directoryMode?: string
  readonly fileMode?: string
}

/** Matches options that change only how rsync works or what it prints. */
const WITHOUT_EFFECT =
  /^(-[vhqzPc]+|--(verbose|quiet|human-readable|progress|stats|itemize-changes|compress|checksum|partial|no-motd|no-(owner|group|times|devices|specials)))$/

/** Parses `rsync_opts`; returns an error message if one of them is not supported. */
export function readRsyncOptions(words: readonly string[]): RsyncOptions | string {
  const excludes: string[] = []
  const found: { owner?: string; group?: string; directoryMode?: string; fileMode?: string } = {}
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (WITHOUT_EFFECT.test(word)) continue
    const [, name = word, own] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? []
    if (!['--exclude', '--chown', '--chmod'].includes(name))
      return `\`${word}\` is not supported: expected \`--exclude\`, \`--chmod\` or \`--chown\`, since no rsync is run`
    const value = own ?? words[at + 1]
    if (own === undefined) at += 1
    if (value === undefined || value === '') return `\`${word}\` has no value`
    if (name === '--exclude') excludes.push(value)
    else if (name === '--chown') Object.assign(found, accountOf(value))
    else {
      const modes = modesOf(value)
      if (modes === undefined) return `\`${value}\` is not supported: expected modes such as \`D0755,F0644\``
      Object.assign(found, modes)
    }
  }
  return { excludes, ...found }
}

function accountOf(value: string) {
  const [owner, group] = value.split(':')
  return omitUndefined({ owner: owner || undefined, group: group || undefined })
}

/**
 * Parses modes such as `0644`, `D0755,F0644` or `Du=rwx,Fu=rw`; a mode without a letter applies to both directories and
 * files.
 */
function modesOf(value: string): { directoryMode?: string; fileMode?: string } | undefined {
  const modes: { D: string[]; F: string[] } = { D: [], F: [] }
  for (const part of value.split(',')) {
    const [, kind, mode = ''] = /^([DF]?)(0?[0-7]{3,4}|[ugoa]*[-+=][rwxXst]*)$/.exec(part) ?? []
    if (kind === undefined) return undefined
    const own = /^\d/.test(mode) ? mode.slice(-4).padStart(4, '0') : mode
    if (kind !== 'F') modes.D.push(own)
    if (kind !== 'D') modes.F.push(own)
  }
  const isMixed = [modes.D, modes.F].some(all => all.length > 1 && all.some(mode => /^\d/.test(mode)))
  if (isMixed) return undefined
  return omitUndefined({
    directoryMode: modes.D.join(',') || undefined,
    fileMode: modes.F.join(',') || undefined,
  })
}
