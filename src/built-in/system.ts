/** For the built-in task types: alternatives, crontabs and SELinux. It may change at any time. */
export { alternativesGroup, alternativesResource } from '../task-lib/alternatives/group.ts'
export { alternativesParams } from '../task-lib/alternatives/params.ts'
export { type AlternativesPlan, planAlternative } from '../task-lib/alternatives/plan-alternative.ts'
export { groupChange, predictGroup } from '../task-lib/alternatives/predict-group.ts'
export { cronParams } from '../task-lib/cron/params.ts'
export { planCronFile } from '../task-lib/cron/plan-cron-file.ts'
export { planCrontab } from '../task-lib/cron/plan-crontab.ts'
export { crontabResource, installCrontab } from '../task-lib/cron/user-crontab.ts'
export {
  contextResource,
  contextRule,
  substituteOf,
  substituteResource,
} from '../task-lib/selinux/file-contexts.ts'
export { isSelinuxOn, requireSelinuxTools, SELINUX_MODE, selinuxMode } from '../task-lib/selinux/mode.ts'
export { portResource, portType } from '../task-lib/selinux/ports.ts'
export { semanageLines } from '../task-lib/selinux/semanage-lines.ts'
export { planSemanage, runSemanage, type SemanageStep } from '../task-lib/selinux/semanage-steps.ts'
