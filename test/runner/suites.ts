import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Asked } from './worker.ts'

/**
 * The suites. One process runs those on the lab, while two others run the rest in this order; it joins them when it
 * is done.
 */
export const SUITES = ['unit', 'faults', 'differential', 'contract', 'e2e'] as const
export type Suite = (typeof SUITES)[number]

/**
 * The fault suites of which `npm test` runs a few cases. `npm run test:faults` runs all, as often as each requires.
 */
const SLICE = /^faults\/(controller-killed|files|planted-links|power|steps)\.faults\.ts$/
const FEW = { DROVER_FAULTS: 'few', DROVER_RACE_ROUNDS: '4', FAULTS_ROUNDS: '1', FAULTS_SEED: '1' }

/**
 * Returns the suite of a file by its name: `e2e/` runs on the lab, `differential/` compares with Ansible,
 * `*.contract.test.ts` starts real shells, servers and commands, and any other `*.test.ts` is a unit test, which
 * starts no process.
 */
function suiteOf(name: string): Suite | undefined {
  if (SLICE.test(name)) return 'faults'
  if (!name.endsWith('.test.ts')) return undefined
  if (name.startsWith('e2e/')) return 'e2e'
  if (name.startsWith('differential/')) return 'differential'
  return name.endsWith('.contract.test.ts') ? 'contract' : 'unit'
}

/**
 * Returns the files of a suite whose paths contain one of the words; without words, all. The journals of each file
 * are in a separate folder below `scratch`.
 */
export function filesOf(suite: Suite, words: readonly string[], scratch: string): Asked[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter(name => suiteOf(name) === suite)
    .filter(name => words.length === 0 || words.some(word => name.includes(word)))
    .sort()
    .map(name => ({
      name,
      file: join(process.cwd(), 'test', name),
      // A separate folder, because later runs report what earlier ones left unfinished.
      environment: { ...(suite === 'faults' ? FEW : {}), XDG_STATE_HOME: join(scratch, 'state', name) },
    }))
}
