import type { Outcome } from './report.ts'

/** A different sign for each outcome, so that they can be distinguished without colours. */
export const SIGNS: Readonly<Record<Outcome, string>> = {
  failed: '✕',
  unreachable: '⊘',
  rescued: '↺',
  ignored: '!',
  unknown: '?',
  changed: '●',
  ok: '·',
  skipped: '–',
}
