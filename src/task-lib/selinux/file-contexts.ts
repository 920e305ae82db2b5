import { type Probe, probe } from '../../remote/probe.ts'
import { semanageLines } from './semanage-lines.ts'

/** The context that a rule assigns to files. Instead of it, null means a rule that assigns none (`<<none>>`). */
export interface FileContext {
  readonly seuser: string
  readonly setype: string
  readonly selevel: string
}

/** The kinds of files: the letter that `semanage fcontext` accepts, and the words that it prints. */
const FILE_TYPES = {
  ...{ a: 'all files', b: 'block device', c: 'character device', d: 'directory', f: 'regular file' },
  ...{ l: 'symbolic link', p: 'named pipe', s: 'socket' },
} as const

export type FileType = keyof typeof FILE_TYPES

/** `all`: all rules. `local`: only rules that were added to those of the policy. */
type Whose = 'all' | 'local'

/** Returns the resource name of a rule for files of one kind. */
export function contextResource(target: string, ftype: FileType): string {
  return `selinux-context:${target} (${FILE_TYPES[ftype]})`
}

/** Returns the resource name of a rule that gives a directory the contexts of another one. */
export function substituteResource(target: string): string {
  return `selinux-substitute:${target}`
}

/** Returns a probe for the rule of a target: null for a rule without a context, undefined if there is no rule. */
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

/** Returns a probe for the directory whose rules apply to a target instead of its own; undefined if there is none. */
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
