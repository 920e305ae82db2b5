import { test } from 'uvu'
import { randomPlays } from './random-play.ts'
import { testPlays } from './run-plays.ts'

// DROVER_PLAYS_ROUNDS=20 DROVER_PLAYS_SEED=1000 tries more of them.
const ROUNDS = Number(process.env.DROVER_PLAYS_ROUNDS ?? 4)
const SEED = Number(process.env.DROVER_PLAYS_SEED ?? 1)
const PLAYS = 14

/** Options of both tools, by turns. */
const ARGS = [[], ['--tags', 'x'], ['--skip-tags', 'y'], ['--force-handlers'], ['-e', 'of_file=extra']]

for (let seed = SEED; seed < SEED + ROUNDS; seed += 1) {
  const { plays, files } = randomPlays(seed, PLAYS)
  testPlays(plays, { files, args: ARGS[(seed - SEED) % ARGS.length] ?? [] })
}

test.run()
