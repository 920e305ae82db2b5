import { omitUndefined } from '../../base/omit-undefined.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** A link and what it may lead to. */
export interface AlternativesGroup {
  readonly link: string | null
  readonly isManual: boolean
  /** Where the link leads; null if it does not exist. */
  readonly current: string | null
  readonly alternatives: readonly Alternative[]
}

/** A program or file that a link may lead to. */
export interface Alternative {
  readonly path: string
  readonly priority: number
  readonly family?: string
  readonly subcommands: readonly Subcommand[]
}

/** A further link that follows an alternative; its link is empty if the host does not say where it is. */
export interface Subcommand {
  readonly name: string
  readonly path: string
  readonly link: string
}

/** Asks for a group; null if there is none, undefined if the host has no update-alternatives. */
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

/** Reads what `update-alternatives --display` prints, that of dpkg or that of Red Hat. */
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

/** What a dry run predicts of a group, for tasks that ask about it. */
export function alternativesResource(name: string): string {
  return `alternatives-group:${name}`
}
