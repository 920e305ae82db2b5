/** For the built-in task types: units of systemd, and supervisord. It may change at any time. */
export {
  runSupervisor,
  type SupervisedProcess,
  supervisedProcesses,
  supervisorResource,
} from '../task-lib/services/supervisor.ts'
export { type UnitAspect, type UnitVerb, unitAspects } from '../task-lib/services/unit-aspects.ts'
export { unitFailure } from '../task-lib/services/unit-failure.ts'
export { unitDirectory, unitFile, unitFileParams, unitName } from '../task-lib/services/unit-file-params.ts'
export { enablingOf } from '../task-lib/services/unit-files.ts'
export { staysUp } from '../task-lib/services/unit-running.ts'
export { unitCommand, unitText, unitVerification, unitWord } from '../task-lib/services/unit-text.ts'
