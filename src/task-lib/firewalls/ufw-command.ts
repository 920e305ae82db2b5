import type { ChangeInput } from '../../authoring/plan.ts'
import type { UfwParams } from './ufw-params.ts'
import type { UfwCounts } from './ufw-rules.ts'

/** A ufw command, and the change that it makes. */
export interface UfwStep {
  readonly words: readonly string[]
  readonly change: ChangeInput
}

/** A rule, by the names of the params. */
export type UfwRule = Omit<UfwParams, 'rule'> & { readonly rule: string }

/** Returns a rule in the long form of ufw(8), without `route` and the comment: the parts that ufw compares. */
export function ruleWords(rule: UfwRule): readonly string[] {
  const given = (value: string | undefined, ...before: readonly string[]): readonly string[] =>
    value === undefined ? [] : [...before, value]
  return [
    rule.rule,
    ...given(rule.direction),
    ...given(rule.interface, 'on'),
    ...given(rule.interface_in, 'in', 'on'),
    ...given(rule.interface_out, 'out', 'on'),
    ...(rule.log ? ['log'] : []),
    ...given(rule.from_ip, 'from'),
    ...given(rule.from_port, 'port'),
    ...given(rule.to_ip, 'to'),
    ...given(rule.to_port, 'port'),
    ...given(rule.proto, 'proto'),
    ...given(rule.name, 'app'),
  ]
}

/**
 * Returns the arguments of ufw that add or delete a rule. `position` is the position of a new rule; undefined adds it
 * at the end.
 */
export function ruleCommand(
  rule: UfwRule,
  { isDeleted, position }: { readonly isDeleted: boolean; readonly position?: number | undefined },
): readonly string[] {
  return [
    ...(rule.route ? ['route'] : []),
    ...(isDeleted ? ['delete'] : []),
    ...(position !== undefined && !isDeleted ? ['insert', String(position)] : []),
    ...ruleWords(rule),
    ...(rule.comment === undefined ? [] : ['comment', rule.comment]),
  ]
}

/**
 * Returns the absolute position of a new rule whose position is counted from the first or last rule of an IP version.
 * ufw numbers the rules for IPv6 after those for IPv4. Returns undefined for a position after the last rule: ufw
 * refuses it, so the rule is added at the end.
 */
export function relativePosition(
  insert: number,
  relativeTo: 'first-ipv4' | 'last-ipv4' | 'first-ipv6' | 'last-ipv6',
  { ipv4, ipv6 }: UfwCounts,
): number | undefined {
  const last = ipv4 + ipv6
  const starts = {
    'first-ipv4': 1,
    'last-ipv4': Math.max(ipv4, 1),
    'first-ipv6': ipv4 + 1,
    'last-ipv6': ipv6 > 0 ? last : last + 1,
  }
  const position = starts[relativeTo] + insert
  return position > last ? undefined : position
}
