import type { Outcome } from './report.ts'

/** One sign for each outcome, so that colours are not needed to distinguish them. */
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
