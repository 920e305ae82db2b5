import { basename } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { randomFrom } from '../kit/random.ts'

/** One injection of a fault. */
export interface Round {
  /** A random whole number below a bound, the same whenever the round is repeated. */
  readonly random: (below: number) => number
  /** Records a duration in milliseconds; the longest is printed. */
  readonly took: (milliseconds: number) => void
}

const { FAULTS_ROW = '', FAULTS_SEED, FAULTS_ROUNDS } = process.env
const SEED = Number(FAULTS_SEED || Date.now() % 1_000_000)

/**
 * A row of the table of faults: injects a fault in a number of rounds, each with its own seed, and prints how
 * often each result occurred. A round returns its result in a few words, and throws if a condition does not
 * hold; then the other rounds continue, and the command that repeats the failed round is printed.
 */
export function fault(title: string, rounds: number, inject: (round: Round) => Promise<string>): void {
  if (!isWanted(title)) return
  test(title, async () => {
    const results = new Map<string, number>()
    let failures = 0
    let longest = 0
    const took = (milliseconds: number): void => {
      longest = Math.max(longest, milliseconds)
    }
    const count = Number(FAULTS_ROUNDS || rounds)
    for (let nth = 0; nth < count; nth += 1) {
      const seed = SEED + nth
      try {
        const result = await inject({ random: randomFrom(seed), took })
        results.set(result, (results.get(result) ?? 0) + 1)
      } catch (error) {
        // The output of a run may be long, and its end is the most useful part.
        const { stack = '', details = '' } = error as Error & { details?: string }
        failures += 1
        const all = `${stack}${details}`
        const told = all.length > 4000 ? `${all.slice(0, 500)}\n…\n${all.slice(-3500)}` : all
        console.log(`\n  round ${nth + 1} failed: ${told}\n  again: ${again(title, seed, 1)}`)
      }
    }
    const seen = [...results].sort(([, a], [, b]) => b - a).map(([result, times]) => `${result} ${times}`)
    const told = [
      ...seen,
      ...(failures > 0 ? [`FAILED ${failures}`] : []),
      ...(longest > 0 ? [`noticed after ${(longest / 1000).toFixed(1)} s at most`] : []),
    ].join(', ')
    console.log(`\n  ${title}\n    ${count} times: ${told}\n    again: ${again(title, SEED, count)}`)
    assert.is(failures, 0, `${failures} of ${count} rounds failed`)
  })
}

/** Of several texts separated by `|`, one is part of the title, or equals the title after a `=`. */
function isWanted(title: string): boolean {
  return FAULTS_ROW.split('|').some(text => `=${title}` === text || title.includes(text))
}

function again(title: string, seed: number, rounds: number): string {
  const file = basename(process.argv[1] ?? '', '.faults.ts')
  return `npm run test:faults -- ${file} --row '=${title}' --seed ${seed} --rounds ${rounds}`
}
