import { TaskError } from '../../errors.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** The rules of one IP version in their order and in ufw's file format, now and after a command. */
interface RuleList {
  readonly now: readonly string[]
  readonly next: readonly string[]
}

/** The effect that a ufw command would have on the rules. */
export interface UfwForecast {
  readonly ipv4: RuleList
  readonly ipv6: RuleList
  /** Set if an earlier task of a dry run changes the same rule: whether the rule exists after that task. */
  readonly isPredicted?: boolean
}

/** Script that prints the present rules, one per line: `now 4 RULE` or `now 6 RULE`. */
const CURRENT = sh`for v in 4 6; do
  f=/etc/ufw/user\${v#4}.rules
  [ ! -e "$f" ] || sed -n "s/^### tuple ### /now $v /p" "$f" || exit 2
done`

/**
 * Probe for the effect of a ufw command, by a dry run of ufw: only ufw itself can compare rules and determine
 * positions. `resource` is the name of the rule in changes. The result is the error message if ufw refuses the
 * command.
 */
export function ufwForecast(words: readonly string[], resource: string): Probe<UfwForecast | string> {
  return probe<UfwForecast | string>({
    title: `what ufw ${words.join(' ')} would do`,
    script: sh`${CURRENT}
{ LC_ALL=C ufw --dry-run ${words} </dev/null 2>&1 || echo 'status'; } | sed -n ${PICKED}`,
    parse: ({ stdout }) => {
      const lines = stdout.toString()
      if (!/^status$/m.test(lines)) return readForecast(lines)
      return /^ERROR: (.*)$/m.exec(lines)?.[1] ?? 'it failed without a message'
    },
    own: {
      resource,
      after: ({ after }) => ({ ipv4: NONE, ipv6: NONE, isPredicted: after?.isPresent === true }),
    },
  })
}

/**
 * sed script that selects the needed lines from the output of ufw's dry run: beginnings of rule lists, rules, errors
 * and the failure mark.
 */
const PICKED =
  's/^:ufw-user-input .*/list 4/p; s/^:ufw6-user-input .*/list 6/p; s/^### tuple ### /next /p; /^ERROR: /p; /^status$/p'

const NONE: RuleList = { now: [], next: [] }

/** The number of rules of ufw, as `ufw status numbered` counts them. */
export interface UfwCounts {
  readonly ipv4: number
  readonly ipv6: number
}

/** Probe for the number of ufw's rules. */
export const ufwCounts: Probe<UfwCounts> = probe({
  title: 'number of the rules of ufw',
  script: CURRENT,
  parse: ({ stdout }) => {
    const { ipv4, ipv6 } = readForecast(stdout.toString())
    return { ipv4: countOf(ipv4.now), ipv6: countOf(ipv6.now) }
  },
})

/** Returns the rules as a diff shows them, one per line, those for IPv4 first. */
export function shownRules({ ipv4, ipv6 }: UfwForecast, which: keyof RuleList): string {
  return [...ipv4[which], ...ipv6[which]].map(rule => `${shownRule(rule)}\n`).join('')
}

/**
 * Parses lines `now N RULE`, and lines `list N`, each followed by the `next RULE` lines of that IP version. The rules
 * of a version without a list do not change.
 */
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

/**
 * Counts rules. All rules that come from one application profile count as one. Source: ufw, UFWRule.get_app_tuple.
 */
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

/** Returns a rule with its comment decoded: ufw stores comments as hexadecimal digits. */
function shownRule(rule: string): string {
  return rule.replace(/ comment=([0-9a-f]+)$/, (_, digits: string) => ` # ${Buffer.from(digits, 'hex')}`)
}

/** Throws TaskError with the error message of ufw, and a hint if ufw needs root. */
export function refuseRule(words: readonly string[], message: string): never {
  throw new TaskError(`ufw refuses \`${words.join(' ')}\`: ${message}`, {
    ...(message.includes('need to be root') ? { hint: 'set `become: true`' } : {}),
  })
}
