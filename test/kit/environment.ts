import { test } from 'uvu'

/** Variables of the environment that this file's tests may change: all files share one process, and find them as they were. */
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
