import { TaskError } from '../../errors.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** The rules of a version of IP in their order, each as ufw keeps it, now and after a command. */
interface RuleList {
  readonly now: readonly string[]
  readonly next: readonly string[]
}

/** What a command of ufw would do to its rules. */
export interface UfwForecast {
  readonly ipv4: RuleList
  readonly ipv6: RuleList
  /** Set if an earlier task of a dry run has changed the same rule: whether it is there now. */
  readonly isPredicted?: boolean
}

/** The rules as they are, a line each: `now 4 RULE`, `now 6 RULE`. */
const CURRENT = sh`for v in 4 6; do
  f=/etc/ufw/user\${v#4}.rules
  [ ! -e "$f" ] || sed -n "s/^### tuple ### /now $v /p" "$f" || exit 2
done`

/**
 * Asks ufw itself what a command would do: nothing but ufw knows which rules are equal, and where one goes. `resource` is the rule as
 * changes name it. The answer is a text if ufw refuses the command.
 */
export function ufwForecast(words: readonly string[], resource: string): Probe<UfwForecast | string> {
  return probe<UfwForecast | string>({
    title: `what ufw ${words.join(' ')} would do`,
    script: sh`${CURRENT}
{ LC_ALL=C ufw --dry-run ${words} </dev/null 2>&1 || echo 'status'; } | sed -n ${PICKED}`,
    parse: ({ stdout }) => {
      const lines = stdout.toString()
      if (!/^status$/m.test(lines)) return readForecast(lines)
      return /^ERROR: (.*)$/m.exec(lines)?.[1] ?? 'it failed, and did not say why'
    },
    own: {
      resource,
      after: ({ after }) => ({ ipv4: NONE, ipv6: NONE, isPredicted: after?.isPresent === true }),
    },
  })
}

/** What is read of a dry run: the rules in their lists, an error, and whether it failed. */
const PICKED =
  's/^:ufw-user-input .*/list 4/p; s/^:ufw6-user-input .*/list 6/p; s/^### tuple ### /next /p; /^ERROR: /p; /^status$/p'

const NONE: RuleList = { now: [], next: [] }

/** How many rules ufw has, as `ufw status numbered` counts them. */
export interface UfwCounts {
  readonly ipv4: number
  readonly ipv6: number
}

/** Asks how many rules ufw has. */
export const ufwCounts: Probe<UfwCounts> = probe({
  title: 'number of the rules of ufw',
  script: CURRENT,
  parse: ({ stdout }) => {
    const { ipv4, ipv6 } = readForecast(stdout.toString())
    return { ipv4: countOf(ipv4.now), ipv6: countOf(ipv6.now) }
  },
})

/** What is shown of the rules in a diff, a line each, those of IPv4 first. */
export function shownRules({ ipv4, ipv6 }: UfwForecast, which: keyof RuleList): string {
  return [...ipv4[which], ...ipv6[which]].map(rule => `${shownRule(rule)}\n`).join('')
}

/** Reads lines of `now N RULE`, and of `list N` with the `next RULE` below it. A version without a list stays as it is. */
function readForecast(text: string): UfwForecast {
  const rules: Record<string, { now: string[]; next?: string[] }> = { 4: { now: [] }, 6: { now: [] } }
  let list: string[] = []
  for (const line of text.split('\n')) {
    const [, word, rest = ''] = /^(now|list|next) (.*)$/.exec(line) ?? []
    if (word === 'now') rules[rest[0] ?? '']?.now.push(rest.slice(2))
    if (word === 'next') list.push(rest)
    if (word !== 'list') continue
    list = []
    const version = rules[rest]
    if (version) version.next = list
  }
  const listOf = ({ now, next = now }: { now: string[]; next?: string[] } = { now: [] }): RuleList => ({
    now,
    next,
  })
  return { ipv4: listOf(rules[4]), ipv6: listOf(rules[6]) }
}

/** The rules that one profile of applications leads to count as one. Source: ufw, UFWRule.get_app_tuple. */
function countOf(rules: readonly string[]): number {
  const keys = rules.map(rule => {
    const [, , toPort, to, fromPort, from, ...rest] = rule.replace(/ comment=\S*$/, '').split(' ')
    const [toApp, fromApp, direction] = rest
    if (direction === undefined) return rule
    return [toApp === '-' ? toPort : toApp, to, fromApp === '-' ? fromPort : fromApp, from, direction].join(
      ' ',
    )
  })
  return new Set(keys).size
}

/** A rule with its comment as text: it is kept as hexadecimal digits. */
function shownRule(rule: string): string {
  return rule.replace(/ comment=([0-9a-f]+)$/, (_, digits: string) => ` # ${Buffer.from(digits, 'hex')}`)
}

/** Throws TaskError with what ufw says of a command, in a form that says what to do. */
export function refuseRule(words: readonly string[], message: string): never {
  throw new TaskError(`ufw refuses \`${words.join(' ')}\`: ${message}`, {
    ...(message.includes('need to be root') ? { hint: 'set `become: true`' } : {}),
  })
}
