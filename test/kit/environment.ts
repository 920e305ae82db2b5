import { test } from 'uvu'

/**
 * Permits the tests of a file to change these environment variables: they are restored afterwards, because all files
 * share one process.
 */
export function lendEnvironment(...names: readonly string[]): void {
  const before = new Map<string, string | undefined>()
  test.before(() => {
    for (const name of names) before.set(name, process.env[name])
  })
  test.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}
