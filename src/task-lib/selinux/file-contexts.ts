import { type Probe, probe } from '../../remote/probe.ts'
import { semanageLines } from './semanage-lines.ts'

/** The context that a rule gives to files; null for a rule that gives none. */
export interface FileContext {
  readonly seuser: string
  readonly setype: string
  readonly selevel: string
}

/** Kinds of files, as `semanage fcontext` takes and prints them. */
const FILE_TYPES = {
  ...{ a: 'all files', b: 'block device', c: 'character device', d: 'directory', f: 'regular file' },
  ...{ l: 'symbolic link', p: 'named pipe', s: 'socket' },
} as const

export type FileType = keyof typeof FILE_TYPES

/** Whose rules are meant: `all`, or only what was added to those of the policy. */
type Whose = 'all' | 'local'

/** A rule for the files of a kind, as changes name it. */
export function contextResource(target: string, ftype: FileType): string {
  return `selinux-context:${target} (${FILE_TYPES[ftype]})`
}

/** A rule that gives a directory the contexts of another one, as changes name it. */
export function substituteResource(target: string): string {
  return `selinux-substitute:${target}`
}

/** Asks for the rule of a target; undefined if there is none. */
export function contextRule(
  target: string,
  ftype: FileType,
  whose: Whose,
): Probe<FileContext | null | undefined> {
  const line = /^(\S+)\s+(\S.*?)\s{2,}(?:(\S+?):\S+?:(\S+?)(?::(\S+))?|<<None>>)\s*$/
  return probe<FileContext | null | undefined>({
    title: `context of ${target} (${FILE_TYPES[ftype]}, ${whose})`,
    script: listing(`${target} `, whose),
    parse: ({ stdout }) => {
      const rules = stdout
        .toString()
        .split('\n')
        .map(text => line.exec(text))
      const rule = rules.find(found => found?.[1] === target && found[2] === FILE_TYPES[ftype])
      if (!rule) return undefined
      const [, , , seuser, setype, selevel = ''] = rule
      return seuser === undefined || setype === undefined ? null : { seuser, setype, selevel }
    },
    own: {
      resource: contextResource(target, ftype),
      after: ({ after }) => {
        if (!after) return undefined
        const { seuser, setype, selevel } = after
        return { seuser: String(seuser), setype: String(setype), selevel: String(selevel) }
      },
    },
  })
}

/** Asks which directory's rules hold for a target; undefined if it has its own. */
export function substituteOf(target: string, whose: Whose): Probe<string | undefined> {
  return probe({
    title: `substitute of ${target} (${whose})`,
    script: listing(`${target} = `, whose),
    parse: ({ stdout }) => {
      const start = `${target} = `
      const line = stdout
        .toString()
        .split('\n')
        .find(text => text.startsWith(start))
      return line?.slice(start.length).trim()
    },
    own: {
      resource: substituteResource(target),
      after: ({ after }) => (after ? String(after.substitute) : undefined),
    },
  })
}

function listing(part: string, whose: Whose) {
  return semanageLines(['fcontext', '-l', '-n', ...(whose === 'local' ? ['-C'] : [])], part)
}
