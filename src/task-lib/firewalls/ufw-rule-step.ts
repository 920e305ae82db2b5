import type { CheckContext } from '../../authoring/define.ts'
import type { ChangeInput } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import { relativePosition, ruleCommand, ruleWords, type UfwRule, type UfwStep } from './ufw-command.ts'
import type { UfwParams } from './ufw-params.ts'
import { refuseRule, shownRules, ufwCounts, ufwForecast } from './ufw-rules.ts'

/**
 * Returns the command that adds or deletes the rule of a task; undefined if it would change nothing. Throws TaskError
 * if ufw refuses the rule.
 */
export async function ufwRuleStep({
  host,
  params,
  isCheckMode,
}: CheckContext<UfwParams>): Promise<UfwStep | undefined> {
  if (params.rule === undefined) return undefined
  const rule: UfwRule = { ...params, rule: params.rule }
  const isDeleted = params.delete
  const words = ruleCommand(rule, {
    isDeleted,
    position: isDeleted ? undefined : await positionOf(host, params),
  })
  const forecast = await host.ask(ufwForecast(words, ufwRuleResource(params)))
  if (typeof forecast === 'string') {
    // In a dry run, earlier tasks may add the rules that the position refers to.
    if (isCheckMode && forecast.startsWith('Invalid position')) onlyRunTells('how many rules ufw has')
    return refuseRule(words, forecast)
  }
  const { ipv4, ipv6, isPredicted } = forecast
  const isMoved = [ipv4, ipv6].some(({ now, next }) => now.join('\n') !== next.join('\n'))
  if (isPredicted === undefined ? !isMoved : isPredicted !== isDeleted) return undefined
  const isUpdate =
    isPredicted === undefined && [ipv4, ipv6].every(({ now, next }) => now.length === next.length)
  const addition = isDeleted ? 'delete' : 'add'
  const change: ChangeInput = {
    resource: ufwRuleResource(params),
    action: isUpdate ? 'update' : addition,
    before: isUpdate ? undefined : { isPresent: isDeleted },
    after: { isPresent: !isDeleted },
    text: { before: shownRules(forecast, 'now'), after: shownRules(forecast, 'next') },
  }
  return { words, change }
}

async function positionOf(
  host: ReadHost,
  { insert, insert_relative_to }: UfwParams,
): Promise<number | undefined> {
  if (insert === undefined || insert_relative_to === 'zero') return insert
  return relativePosition(insert, insert_relative_to, await host.ask(ufwCounts))
}

/** Returns the resource name of the rule in changes. */
export function ufwRuleResource(params: UfwParams): string {
  const words = ruleWords({ ...params, rule: params.rule ?? '' })
  return `ufw:${[params.route ? 'route' : 'rule', ...words].join(' ')}`
}
