// Runs the tests of `npm test` with 2000 hostile texts.
process.env.DROVER_HOSTILE ??= '2000'
process.env.DROVER_SEED ??= process.env.FAULTS_SEED || '1'
await import('../cli/hostile-hosts.contract.test.ts')

export {}
