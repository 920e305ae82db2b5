import type { Rule } from './project/rule.ts'
import { ignoredErrors } from './rules/ignored-errors.ts'
import { packageLatest } from './rules/package-latest.ts'
import { partialBecome } from './rules/partial-become.ts'

/** All rules, in the order in which the documentation lists them. */
export const RULES: readonly Rule[] = [partialBecome, packageLatest, ignoredErrors]
