import { text } from '../../authoring/params.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { requireProgram } from '../../shell/require-program.ts'
import { known, orUnknown, orUnknownAnswer, type Unknown } from '../../values/unknown.ts'
import { type FoundDifference, noDifference, noteField } from '../difference.ts'

/** The parts of an SELinux context, in order, with the option of chcon that sets each. */
const PARTS = { seuser: '-u', serole: '-r', setype: '-t', selevel: '-l' } as const

type Part = keyof typeof PARTS

const NAMES = Object.keys(PARTS) as Part[]

/** Security attributes of a file: the parts of its SELinux context, and its file system flags (`attributes`). */
export type SecurityAttributes = { readonly [P in Part | 'attributes']?: string | undefined }

/** The wanted security attributes; each may be unknown in a dry run. */
export type WantedSecurity = {
  readonly [P in keyof SecurityAttributes]: SecurityAttributes[P] | Unknown
}

function partParam(what: string, example: string) {
  return text()
    .refine(part => /^[A-Za-z0-9_.,:-]+$/.test(part), `expected a ${what} of SELinux`)
    .optional()
    .describe(
      `The ${what} of the SELinux context. \`_default\` selects the value that the policy assigns. Has no effect on hosts without SELinux.`,
    )
    .meta({ examples: [example] })
}

/** The params of task types that set the SELinux context and flags of files. */
export const securityParams = {
  seuser: partParam('user', 'system_u'),
  serole: partParam('role', 'object_r'),
  setype: partParam('type', 'httpd_sys_content_t'),
  selevel: partParam('level', 's0'),
  attributes: text()
    .refine(flags => /^[-+=]?[A-Za-z]+$/.test(flags), 'expected flags of chattr, such as `+i`')
    .optional()
    .describe(
      'Flags of the file, in the syntax of chattr: `+i` adds a flag and `-i` removes it. `=i` or `i` sets the flag and removes all others.',
    )
    .meta({ examples: ['+i'] }),
}

/** Reads the security attributes from params, which may be unknown. Attributes that are not set are left out. */
export function securityIn(params: SecurityAttributes): WantedSecurity {
  const fields = [...NAMES, 'attributes' as const].map(name => [name, orUnknown(() => params[name])] as const)
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}

/** Returns only the security attributes of wanted attributes. */
export function securityOf<W extends WantedSecurity>(wanted: W): Pick<W, keyof SecurityAttributes> {
  const fields = [...NAMES, 'attributes' as const].map(name => [name, wanted[name]] as const)
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as Pick<
    W,
    keyof SecurityAttributes
  >
}

/**
 * Compares the security attributes of an existing file with the wanted ones. Nothing is sent to the host if none are
 * wanted. On a host without SELinux, contexts never differ.
 */
export async function compareSecurity(
  host: ReadHost,
  path: string,
  wanted: WantedSecurity,
): Promise<FoundDifference> {
  const difference = noDifference()
  const parts = NAMES.filter(name => wanted[name] !== undefined)
  const [contexts, flags] = await Promise.all([
    parts.length === 0 ? null : orUnknownAnswer(host.ask(contextsOf(path))),
    wanted.attributes === undefined ? '' : orUnknownAnswer(host.ask(flagsOf(path))),
  ])
  for (const name of contexts === null ? [] : parts) {
    const found = orUnknown(() => {
      const { now, usual } = known(contexts) ?? {}
      const asked = known(wanted[name])
      const value = asked === '_default' ? usual?.[name] : asked
      const isRight = value === undefined || value === now?.[name]
      return isRight ? undefined : { before: now?.[name] ?? null, after: value }
    })
    noteField(difference, name, found, differs => differs)
  }
  if (wanted.attributes === undefined) return difference
  const isSet = orUnknown(() => hasFlags(known(flags), known(wanted.attributes) ?? ''))
  noteField(difference, 'attributes', isSet, isRight =>
    isRight ? undefined : { before: known(flags), after: known(wanted.attributes) ?? '' },
  )
  return difference
}

/**
 * Returns the commands that set security attributes of `place`, a shell word: `first` removes flags before anything
 * else is set, `last` sets the rest. `_default` needs no command, because a new or replaced file already has the
 * default context.
 */
export function securitySteps(
  attributes: SecurityAttributes,
  place: ShellText,
  isLink = false,
): { readonly first: ShellText[]; readonly last: ShellText[] } {
  const options = NAMES.flatMap(name => {
    const value = attributes[name]
    return value === undefined || value === '_default' ? [] : [PARTS[name], value]
  })
  const context =
    options.length === 0 ? [] : [sh`d_run_pinned chcon ${isLink ? sh`-h` : sh``} ${options} -- ${place}`]
  const { attributes: flags } = attributes
  const whole = flags === undefined || /^[-+=]/.test(flags) ? flags : `=${flags}`
  const chattr = whole === undefined ? [] : [sh`d_run_pinned chattr ${whole} -- ${place}`]
  const isRemoval = whole?.startsWith('-') === true
  const guarded = context.map(step => sh`{ ! test -e /sys/fs/selinux/enforce || ${step}; }`)
  return { first: isRemoval ? chattr : [], last: [...guarded, ...(isRemoval ? [] : chattr)] }
}

type Context = { readonly [P in Part]?: string | undefined }

/**
 * Probe for the SELinux context of a path (of a link itself), and for the context that the policy assigns to it; null
 * on a host without SELinux.
 */
function contextsOf(path: string): Probe<{ readonly now: Context; readonly usual: Context } | null> {
  return probe({
    title: `SELinux context of ${path}`,
    script: sh`[ -e /sys/fs/selinux/enforce ] || exit 3
LC_ALL=C stat -c %C -- ${path} || exit 1
matchpathcon -n -- ${path} 2>/dev/null || echo`,
    answers: [0, 3],
    parse: ({ status, stdout }) => {
      const [now = '', usual = ''] = stdout.toString().split('\n')
      return status === 3 ? null : { now: contextIn(now), usual: contextIn(usual) }
    },
  })
}

function contextIn(text: string): Context {
  const [seuser, serole, setype, ...level] = text.split(':')
  return { seuser, serole, setype, selevel: level.join(':') || undefined }
}

/** Probe for the flags of a path as letters; empty if its file system does not support flags. */
function flagsOf(path: string): Probe<string> {
  return probe({
    title: `flags of ${path}`,
    script: sh`${requireProgram('chattr', 'install e2fsprogs in an earlier task')}
LC_ALL=C lsattr -d -- ${path} 2>/dev/null || exit 0`,
    parse: ({ stdout }) => /^([-A-Za-z]+)\s/.exec(stdout.toString())?.[1]?.replaceAll('-', '') ?? '',
  })
}

/** Flags that the file system sets itself and chattr cannot change. Source: chattr(1). */
const OWN = /[eEINVh]/g

function hasFlags(now: string, wanted: string): boolean {
  const letters = [...wanted.replace(/^[-+=]/, '')]
  if (wanted.startsWith('+')) return letters.every(letter => now.includes(letter))
  if (wanted.startsWith('-')) return !letters.some(letter => now.includes(letter))
  const others = now.replace(OWN, '')
  return (
    letters.every(letter => now.includes(letter)) && [...others].every(letter => letters.includes(letter))
  )
}
