import type { Rule } from './project/rule.ts'
import { commandInsteadOfTask } from './rules/command-instead-of-task.ts'
import { idleTags } from './rules/idle-tags.ts'
import { ignoredErrors } from './rules/ignored-errors.ts'
import { inlineEnvironment } from './rules/inline-environment.ts'
import { misspeltSetting } from './rules/misspelt-setting.ts'
import { noChangedWhen } from './rules/no-changed-when.ts'
import { noGuard } from './rules/no-guard.ts'
import { noLog } from './rules/no-log.ts'
import { oldForm } from './rules/old-form.ts'
import { packageLatest } from './rules/package-latest.ts'
import { partialBecome } from './rules/partial-become.ts'
import { pipeStatus } from './rules/pipe-status.ts'
import { plainPassword } from './rules/plain-password.ts'
import { playWithoutHosts } from './rules/play-without-hosts.ts'
import { repeatedKey } from './rules/repeated-key.ts'
import { reservedName } from './rules/reserved-name.ts'
import { runOnceFree } from './rules/run-once-free.ts'
import { secretMode } from './rules/secret-mode.ts'
import { shadowedVariable } from './rules/shadowed-variable.ts'
import { shellNotNeeded } from './rules/shell-not-needed.ts'
import { undefinedVariable } from './rules/undefined-variable.ts'
import { unknownHandler } from './rules/unknown-handler.ts'
import { unnamedTask } from './rules/unnamed-task.ts'
import { unquotedMode } from './rules/unquoted-mode.ts'
import { unsafeMode } from './rules/unsafe-mode.ts'
import { unusedHandler } from './rules/unused-handler.ts'
import { unusedRegister } from './rules/unused-register.ts'
import { unusedVariable } from './rules/unused-variable.ts'

/** All rules, in the order of the documentation: mistakes, security, commands, names, outdated syntax. */
export const RULES: readonly Rule[] = [
  ...[
    partialBecome,
    runOnceFree,
    undefinedVariable,
    unknownHandler,
    unusedHandler,
    idleTags,
    playWithoutHosts,
    misspeltSetting,
    inlineEnvironment,
    noGuard,
  ],
  ...[repeatedKey],
  ...[plainPassword, noLog, secretMode, unsafeMode, unquotedMode],
  ...[commandInsteadOfTask, shellNotNeeded, pipeStatus, noChangedWhen, ignoredErrors, packageLatest],
  ...[reservedName, shadowedVariable, unusedRegister, unusedVariable, unnamedTask, oldForm],
]
