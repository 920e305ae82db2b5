import { basename } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { randomFrom } from '../kit/random.ts'

/** One time that a fault is injected. */
export interface Round {
  /** A whole number below a bound, the same each time that this round is repeated. */
  readonly random: (below: number) => number
  /** Notes how long something took, in milliseconds; the longest is told. */
  readonly took: (milliseconds: number) => void
}

const { FAULTS_ROW = '', FAULTS_SEED, FAULTS_ROUNDS } = process.env
const SEED = Number(FAULTS_SEED || Date.now() % 1_000_000)

/**
 * A row of the table of faults: injects a fault in so many rounds, each with a random of its own, and prints how often each
 * result was seen. A round gives its result in a word or two, and throws where something does not hold; the others
 * go on, and what to run to repeat it is told.
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
        // What a run printed may be long, and its end tells most.
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

/** Of several texts with `|` between them, one is in the title, or is all of it after an `=`. */
function isWanted(title: string): boolean {
  return FAULTS_ROW.split('|').some(text => `=${title}` === text || title.includes(text))
}

function again(title: string, seed: number, rounds: number): string {
  const file = basename(process.argv[1] ?? '', '.faults.ts')
  return `npm run test:faults -- ${file} --row '=${title}' --seed ${seed} --rounds ${rounds}`
}
