/** For the built-in task types: firewalls. It may change at any time. */
export { changeRule } from '../task-lib/firewalld/change-rule.ts'
export { type FirewalldParams, firewalldParams } from '../task-lib/firewalld/params.ts'
export { isFirewalldRunning, presenceInMissingZone, rulePresence } from '../task-lib/firewalld/presence.ts'
export {
  type FirewalldTable,
  isWantedPresent,
  ruleResource,
  ruleTitle,
  tablesFor,
} from '../task-lib/firewalld/rule.ts'
export { type IptablesParams, iptablesParams } from '../task-lib/firewalls/iptables-params.ts'
export { iptablesWords } from '../task-lib/firewalls/iptables-rule.ts'
export { type Chain, iptablesResource } from '../task-lib/firewalls/iptables-state.ts'
export { iptablesSteps } from '../task-lib/firewalls/iptables-steps.ts'
export type { UfwStep } from '../task-lib/firewalls/ufw-command.ts'
export { type UfwParams, ufwParams } from '../task-lib/firewalls/ufw-params.ts'
export { ufwRuleResource, ufwRuleStep } from '../task-lib/firewalls/ufw-rule-step.ts'
export { refuseRule } from '../task-lib/firewalls/ufw-rules.ts'
export {
  ufwLoggingStep,
  ufwPolicyDirection,
  ufwPolicyStep,
  ufwStateStep,
} from '../task-lib/firewalls/ufw-setting-steps.ts'
export { type UfwSettings, ufwResource, ufwSettings } from '../task-lib/firewalls/ufw-settings.ts'
