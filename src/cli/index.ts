#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { InputError, InputErrors, showPlace } from '../errors.ts'

const { values: v, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inventory: { type: 'string', short: 'i', multiple: true },
    limit: { type: 'string', short: 'l' },
    check: { type: 'boolean', short: 'C' },
    diff: { type: 'boolean', short: 'D' },
    'extra-vars': { type: 'string', short: 'e', multiple: true },
    output: { type: 'string', short: 'o' },
    become: { type: 'boolean', short: 'b' },
    user: { type: 'string', short: 'u' },
    tags: { type: 'string', short: 't' },
  },
})
const { runPlaybooks, chooseReporter } = await import('../run.ts')
try {
  const reporter = await chooseReporter((v.output ?? 'lines') as 'lines', { stream: process.stdout })
  const code = await runPlaybooks(
    {
      playbooks: positionals.slice(1),
      inventory: v.inventory ?? [],
      ...(v.limit ? { limit: v.limit } : {}),
      check: v.check ?? false,
      diff: v.diff ?? false,
      extraVars: v['extra-vars'] ?? [],
      tags: v.tags?.split(',') ?? [],
      skipTags: [],
      become: v.become ?? false,
      ...(v.user ? { user: v.user } : {}),
      forceHandlers: false,
    },
    reporter,
    new AbortController().signal,
  )
  process.exitCode = code
} catch (error) {
  const errors = error instanceof InputErrors ? error.errors : [error]
  for (const each of errors) {
    if (each instanceof InputError)
      console.error(
        `error: ${each.message}\n  at ${each.place ? showPlace(each.place) : ''}\n  hint: ${each.hint ?? ''}`,
      )
    else console.error(each)
  }
  process.exitCode = 1
}
