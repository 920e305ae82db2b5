import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Asked } from './worker.ts'

/** The suites. One process goes through those on the lab while two take the rest in this order; then it does, too. */
export const SUITES = ['unit', 'faults', 'differential', 'contract', 'e2e'] as const
export type Suite = (typeof SUITES)[number]

/** The faults of which `npm test` injects a few; `npm run test:faults` has all, each as often as it asks for. */
const SLICE = /^faults\/(controller-killed|files|planted-links|power|steps)\.faults\.ts$/
const FEW = { DROVER_FAULTS: 'few', DROVER_RACE_ROUNDS: '4', FAULTS_ROUNDS: '1', FAULTS_SEED: '1' }

/**
 * The suite of a file, by its name: `e2e/` runs on the lab, `differential/` next to Ansible, `*.contract.test.ts` starts real
 * shells, servers and commands, and any other `*.test.ts` is a unit test, which starts no process.
 */
function suiteOf(name: string): Suite | undefined {
  if (SLICE.test(name)) return 'faults'
  if (!name.endsWith('.test.ts')) return undefined
  if (name.startsWith('e2e/')) return 'e2e'
  if (name.startsWith('differential/')) return 'differential'
  return name.endsWith('.contract.test.ts') ? 'contract' : 'unit'
}

/** The files of a suite whose paths hold one of the words, or all; their journals lie below `scratch`, for each its own. */
export function filesOf(suite: Suite, words: readonly string[], scratch: string): Asked[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter(name => suiteOf(name) === suite)
    .filter(name => words.length === 0 || words.some(word => name.includes(word)))
    .sort()
    .map(name => ({
      name,
      file: join(process.cwd(), 'test', name),
      // What runs leave undone is shown by those after them.
      environment: { ...(suite === 'faults' ? FEW : {}), XDG_STATE_HOME: join(scratch, 'state', name) },
    }))
}
