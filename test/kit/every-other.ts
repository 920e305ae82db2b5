/**
 * Returns every other one of some slow cases, or all of them with DROVER_SLOW=all, as in `npm run test:e2e` and
 * `npm run test:long`.
 */
export function everyOther<Case>(cases: readonly Case[]): readonly Case[] {
  return process.env.DROVER_SLOW === 'all' ? cases : cases.filter((_, nth) => nth % 2 === 0)
}
