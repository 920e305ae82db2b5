import { test } from 'uvu'
import { randomPlays } from './random-play.ts'
import { testPlays } from './run-plays.ts'

// DROVER_PLAYS_ROUNDS=20 DROVER_PLAYS_SEED=1000 tries more of them.
const ROUNDS = Number(process.env.DROVER_PLAYS_ROUNDS ?? 4)
const SEED = Number(process.env.DROVER_PLAYS_SEED ?? 1)
const PLAYS = 14

for (let seed = SEED; seed < SEED + ROUNDS; seed += 1) {
  const { plays, files } = randomPlays(seed, PLAYS)
  testPlays(plays, { files })
}

test.run()
