// Runs the tests of `npm test` with 50 killed runs.
process.env.DROVER_KILLS ??= '50'
process.env.DROVER_SEED ??= process.env.FAULTS_SEED || '1'
await import('../cli/canaries-kept.contract.test.ts')

export {}
