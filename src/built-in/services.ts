/** For the built-in task types: services, units of systemd, and supervisord. It may change at any time. */
export { applyInitService } from '../task-lib/services/init-apply.ts'
export { checkInitService, type InitSteps, SERVICE_OUTPUTS } from '../task-lib/services/init-check.ts'
export { initService, serviceResource } from '../task-lib/services/init-service.ts'
export { serviceParams } from '../task-lib/services/service-params.ts'
export {
  runSupervisor,
  type SupervisedProcess,
  supervisedProcesses,
  supervisorResource,
} from '../task-lib/services/supervisor.ts'
export { applyUnit } from '../task-lib/services/unit-apply.ts'
export { checkUnit, UNIT_OUTPUTS, type UnitSteps } from '../task-lib/services/unit-check.ts'
export { unitFailure } from '../task-lib/services/unit-failure.ts'
export { unitDirectory, unitFile, unitFileParams, unitName } from '../task-lib/services/unit-file-params.ts'
export { isActOnUnit, unitNamed, unitParams } from '../task-lib/services/unit-params.ts'
export { unitCommand, unitText, unitVerification, unitWord } from '../task-lib/services/unit-text.ts'
