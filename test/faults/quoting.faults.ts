// Runs the tests of `npm test` with 10,000 strings for each place and shell.
process.env.DROVER_QUOTES ??= '10000'
process.env.DROVER_SEED ??= process.env.FAULTS_SEED || '1'
await import('../shell/quoting.contract.test.ts')

export {}
