import { omitUndefined } from '../../base/omit-undefined.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** A link group of update-alternatives: a link and the alternatives that it may point to. */
export interface AlternativesGroup {
  readonly link: string | null
  readonly isManual: boolean
  /** The path that the link points to; null if the link does not exist. */
  readonly current: string | null
  readonly alternatives: readonly Alternative[]
}

/** A program or file that the link of a group may point to. */
export interface Alternative {
  readonly path: string
  readonly priority: number
  readonly family?: string
  readonly subcommands: readonly Subcommand[]
}

/**
 * An additional link that is switched together with the alternative, such as a manual page. `link` is empty if the
 * host does not show its path.
 */
export interface Subcommand {
  readonly name: string
  readonly path: string
  readonly link: string
}

/** Probe for a link group; null if the host has no such group, undefined if it has no update-alternatives. */
export function alternativesGroup(name: string): Probe<AlternativesGroup | null | undefined> {
  return probe<AlternativesGroup | null | undefined>({
    title: `alternatives of ${name}`,
    script: sh`command -v update-alternatives >/dev/null || exit 3
LC_ALL=C update-alternatives --display ${name} 2>/dev/null`,
    answers: [0, 1, 2, 3],
    parse: ({ status, stdout }) => {
      if (status === 3) return undefined
      return status === 0 ? parseGroup(stdout.toString()) : null
    },
    own: {
      resource: alternativesResource(name),
      after: ({ after }) => JSON.parse(String(after?.group)) as AlternativesGroup | null,
    },
  })
}

/** Parses the output of `update-alternatives --display`, in dpkg's and in Red Hat's format. */
function parseGroup(text: string): AlternativesGroup {
  const links = new Map<string, string>()
  const alternatives: (Alternative & { readonly subcommands: Subcommand[] })[] = []
  let link: string | null = null
  let current: string | null = null
  for (const line of text.split('\n')) {
    current = /^\s+link currently points to (.*)$/.exec(line)?.[1] ?? current
    link = /^\s+link \S+ is (.*)$/.exec(line)?.[1] ?? link
    const [, linkName, place] = /^\s+(?:slave|follower) (\S+) is (.*)$/.exec(line) ?? []
    if (linkName !== undefined && place !== undefined) links.set(linkName, place)
    const [, path, family, priority] = /^(\/.*) - (?:family (\S+) )?priority (-?\d+)$/.exec(line) ?? []
    if (path !== undefined)
      alternatives.push({ path, ...omitUndefined({ family }), priority: Number(priority), subcommands: [] })
    const [, subcommand, target] = /^\s+(?:slave|follower) (\S+): (.*)$/.exec(line) ?? []
    if (subcommand !== undefined && target !== undefined && target !== '(null)')
      alternatives
        .at(-1)
        ?.subcommands.push({ name: subcommand, path: target, link: links.get(subcommand) ?? '' })
  }
  return { link, current, isManual: / - (?:status is )?manual/.test(text), alternatives }
}

/** Returns the resource under which a dry run stores the predicted state of a link group. */
export function alternativesResource(name: string): string {
  return `alternatives-group:${name}`
}
