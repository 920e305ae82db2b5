/** For the built-in task types: params, results and values. It may change at any time. */
export { readSpec } from '../argument-specs/read-spec.ts'
export { argumentErrors } from '../argument-specs/validate.ts'
export { assertDefined } from '../base/assert-defined.ts'
export { parseSize } from '../base/bytes.ts'
export { parseAnsibleFlag, parseFlag } from '../base/flag.ts'
export { compileGlob, escapeGlob } from '../base/glob.ts'
export { omitUndefined } from '../base/omit-undefined.ts'
export { compileRegex } from '../base/python-regex.ts'
export { withinTime } from '../base/time-limit.ts'
export { closedWords, isCommandLine, splitWords } from '../base/words.ts'
export { conditionFault } from '../evaluation/truth.ts'
export { absolutePath } from '../task-lib/absolute-path.ts'
export { commaTexts } from '../task-lib/comma-texts-param.ts'
export { createdBy, guardedBy, leftOut, pathGuard } from '../task-lib/command-guards.ts'
export { ANSWER_OUTPUTS, COMMAND_OUTPUTS } from '../task-lib/command-outputs.ts'
export {
  commandFailure,
  commandOutputs,
  commandParams,
  directoryFor,
  inPlace,
  runCommand,
  runProgram,
  shownCommand,
} from '../task-lib/commands.ts'
export { differs } from '../task-lib/difference.ts'
export { expandedWords, needExpansion } from '../task-lib/expanded-words.ts'
export { groupAddition, hostAddition } from '../task-lib/inventory-additions.ts'
export { DETACHED_OUTPUTS, JOB_OUTPUTS, jobFields, jobResult, NO_JOB } from '../task-lib/jobs.ts'
export { KNOWN_AFTER_APPLY } from '../task-lib/known-after-apply.ts'
export { filledLineParam, lineParam } from '../task-lib/line-param.ts'
export { mayChangeFiles, mayChangeIn } from '../task-lib/may-change.ts'
export { notBoth } from '../task-lib/not-both.ts'
export { requireTools } from '../task-lib/require-tools.ts'
export { spanOf } from '../task-lib/time-span.ts'
export { umaskParam } from '../task-lib/umask-param.ts'
export { wordsParam } from '../task-lib/words-param.ts'
export { onlyRunTells } from '../values/unknown.ts'
